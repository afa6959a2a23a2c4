import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { Fault } from './faults.ts';
import { readBody, sendJson } from './http.ts';
import { userNamed } from './interaction/actor.ts';
import { click } from './interaction/click.ts';
import { runCommand } from './interaction/command.ts';
import { openHome } from './interaction/home.ts';
import { clickInView, closeView, submitView } from './interaction/modal.ts';
import { invite, say } from './interaction/say.ts';
import { useGlobalShortcut, useMessageShortcut } from './interaction/shortcut.ts';
import { slackbotSays } from './interaction/slackbot.ts';
import type { SocketMode } from './socket-mode.ts';
import type { World } from './world.ts';

/** What a person does on the page: a POST of JSON to `/lab/…`; what cannot be done is answered with 400 and why. */
export async function handleAct(
  world: World,
  sockets: SocketMode,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  // A form on another site can be posted without asking; JSON cannot.
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return sendJson(response, 415, { error: 'send application/json' });
  }
  try {
    const body: unknown = JSON.parse((await readBody(request)).toString('utf8'));
    const result = await act(world, sockets, url.pathname, body);
    sendJson(response, 200, result ?? { ok: true });
  } catch (error) {
    sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

const Values = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const place = { user: z.string(), channel: z.string() };

const acts = {
  '/lab/say': z.object({ ...place, text: z.string().min(1).max(40_000), threadTs: z.string().optional() }),
  '/lab/click': z.object({
    ...place,
    ts: z.string(),
    actionId: z.string(),
    blockId: z.string().optional(),
    value: z.string().optional(),
  }),
  '/lab/view/click': z.object({
    user: z.string(),
    viewId: z.string(),
    actionId: z.string(),
    blockId: z.string().optional(),
    value: z.string().optional(),
    values: Values.optional(),
  }),
  '/lab/view/submit': z.object({ user: z.string(), viewId: z.string(), values: Values.optional() }),
  '/lab/view/close': z.object({ user: z.string(), viewId: z.string() }),
  '/lab/home': z.object({ user: z.string() }),
  '/lab/shortcut/message': z.object({ ...place, ts: z.string(), callbackId: z.string() }),
  '/lab/shortcut/global': z.object({ user: z.string(), callbackId: z.string() }),
  '/lab/switch': z.object({ name: z.string(), isOn: z.boolean() }),
  '/lab/dismiss': z.object({ ...place, ts: z.string() }),
} as const;

async function act(world: World, sockets: SocketMode, pathname: string, body: unknown): Promise<unknown> {
  switch (pathname) {
    case '/lab/faults':
      return world.faults.add(Fault.parse(body));
    case '/lab/say':
      return sayOrCommand(world, sockets, acts[pathname].parse(body));
    case '/lab/click':
      return click(world, sockets, defined(acts[pathname].parse(body)));
    case '/lab/view/click':
      return clickInView(world, sockets, defined(acts[pathname].parse(body)));
    case '/lab/view/submit':
      return submitView(world, sockets, defined(acts[pathname].parse(body)));
    case '/lab/view/close':
      return closeView(world, sockets, acts[pathname].parse(body));
    case '/lab/home':
      return openHome(world, sockets, acts[pathname].parse(body));
    case '/lab/shortcut/message':
      return useMessageShortcut(world, sockets, acts[pathname].parse(body));
    case '/lab/shortcut/global':
      return useGlobalShortcut(world, sockets, acts[pathname].parse(body));
    case '/lab/switch': {
      const { name, isOn } = acts[pathname].parse(body);
      return world.switches.set(name, isOn);
    }
    case '/lab/dismiss':
      return dismiss(world, acts[pathname].parse(body));
    default:
      throw new Error(`nothing at ${pathname}`);
  }
}

/** What the input box does with a line: a command when it starts with a slash, else a message. */
async function sayOrCommand(
  world: World,
  sockets: SocketMode,
  input: z.infer<(typeof acts)['/lab/say']>,
): Promise<unknown> {
  const [, command, text = ''] = /^(\/[\w-]+)\s*(.*)$/s.exec(input.text.trim()) ?? [];
  if (command === undefined) return say(world, sockets, defined(input));
  if (command === '/invite') {
    if (text.replace(/^@/, '').trim() === world.setup.bot.name)
      return invite(world, input.user, input.channel);
    const user = userNamed(world, input.user);
    return slackbotSays(
      world,
      { user: user.id, channel: input.channel },
      `Everybody but @${world.setup.bot.name} is here.`,
    );
  }
  return runCommand(world, sockets, defined({ ...input, command, text: text.trim() }));
}

function dismiss(world: World, input: z.infer<(typeof acts)['/lab/dismiss']>): void {
  const message = world.store.message(input.channel, input.ts);
  if (message?.ephemeralTo === userNamed(world, input.user).id) {
    world.store.deleteMessage(input.channel, input.ts);
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that zod leaves undefined, for types whose optional keys are absent or set. */
function defined<T extends object>(input: T): Defined<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Defined<T>;
}
