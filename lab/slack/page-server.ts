import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from './faults.ts';
import { readBody, sendJson, sendText } from './http.ts';
import { userNamed } from './interaction/actor.ts';
import { click } from './interaction/click.ts';
import { runCommand } from './interaction/command.ts';
import { clickInView, closeView, submitView } from './interaction/modal.ts';
import { invite, say } from './interaction/say.ts';
import { slackbotSays } from './interaction/slackbot.ts';
import { pageChange, pageState } from './page-data.ts';
import type { SocketMode } from './socket-mode.ts';
import { threadAsText } from './thread-text.ts';
import type { World } from './world.ts';

export type PageHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** The page and what it asks for: its files, one person's view of the workspace as it changes, and what they do. */
export function pageServer(world: World, sockets: SocketMode): PageHandler {
  const folder = pageFolder(import.meta.dirname);
  return async (request, response, url) => {
    if (request.method === 'POST') return handleAct(world, sockets, request, response, url);
    if (url.pathname === '/lab/state') return sendState(world, sockets, response, url);
    if (url.pathname === '/lab/events') return sendEvents(world, sockets, request, response, url);
    if (url.pathname === '/lab/thread') return sendThread(world, response, url);
    if (url.pathname === '/lab/faults') return sendJson(response, 200, world.faults.list());
    if (url.pathname.startsWith('/files/')) return sendFile(world, response, url);
    const permalink = /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(url.pathname);
    if (permalink !== null) return redirect(response, permalink, url);
    return sendAsset(folder, response, url.pathname);
  };
}

/** The page is not compiled: from lab/slack and from dist/lab/slack alike it is lab/slack/page in the package. */
function pageFolder(from: string): string {
  const folder = path.join(from, 'lab', 'slack', 'page');
  if (existsSync(path.join(folder, 'index.html'))) return folder;
  const parent = path.dirname(from);
  if (parent === from) throw new Error('lab/slack/page is missing beside the workspace');
  return pageFolder(parent);
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
    value: z.string().optional(),
    values: Values.optional(),
  }),
  '/lab/view/submit': z.object({ user: z.string(), viewId: z.string(), values: Values.optional() }),
  '/lab/view/close': z.object({ user: z.string(), viewId: z.string() }),
  '/lab/dismiss': z.object({ ...place, ts: z.string() }),
} as const;

async function handleAct(
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

function sendState(world: World, sockets: SocketMode, response: ServerResponse, url: URL): void {
  const people = world.store.users().filter((user) => !user.isBot);
  const wanted = url.searchParams.get('user');
  const user = people.find((each) => each.id === wanted || each.name === wanted) ?? people[0];
  sendJson(response, 200, pageState(world, sockets, user?.id ?? ''));
}

/** Server-sent events: one JSON change each. */
function sendEvents(
  world: World,
  sockets: SocketMode,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): void {
  const user = url.searchParams.get('user') ?? '';
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const unsubscribe = world.store.subscribe((change) => {
    const told = pageChange(world, sockets, user, change);
    if (told !== undefined) response.write(`data: ${JSON.stringify(told)}\n\n`);
  });
  request.on('close', unsubscribe);
}

function sendThread(world: World, response: ServerResponse, url: URL): void {
  const channel = url.searchParams.get('channel') ?? '';
  const ts = url.searchParams.get('ts') ?? '';
  if (world.store.message(channel, ts) === undefined) sendText(response, 404, 'no such message');
  else sendText(response, 200, threadAsText(world, channel, ts));
}

function sendFile(world: World, response: ServerResponse, url: URL): void {
  const file = world.store.file(url.pathname.split('/')[2] ?? '');
  if (file?.state !== 'ready') {
    sendText(response, 404, 'no such file');
    return;
  }
  // Only images are shown in place: anything else that an app uploads must not run in the page.
  const isShown =
    ['image/png', 'image/jpeg', 'image/gif'].includes(file.mimetype) && !url.searchParams.has('download');
  response.writeHead(200, {
    'content-type': isShown ? file.mimetype : 'application/octet-stream',
    'content-length': file.bytes.length,
    'x-content-type-options': 'nosniff',
    ...(isShown
      ? {}
      : { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` }),
  });
  response.end(file.bytes);
}

function redirect(response: ServerResponse, permalink: RegExpExecArray, url: URL): void {
  const [, channel, seconds, micros] = permalink;
  const ts = `${seconds}.${micros}`;
  const thread = url.searchParams.get('thread_ts');
  const hash = thread === null ? `#${channel}/${ts}` : `#${channel}/${thread}/${ts}`;
  response.writeHead(302, { location: `/${hash}` });
  response.end();
}

const ASSET_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

async function sendAsset(folder: string, response: ServerResponse, pathname: string): Promise<void> {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const type = ASSET_TYPES[path.extname(name)];
  if (!/^[\w-]+\.\w+$/.test(name) || type === undefined || !existsSync(path.join(folder, name))) {
    return sendText(response, 404, 'not found');
  }
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'self'; img-src 'self' data: http: https:; style-src 'self'",
    'x-content-type-options': 'nosniff',
  });
  response.end(await readFile(path.join(folder, name)));
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that zod leaves undefined, for types whose optional keys are absent or set. */
function defined<T extends object>(input: T): Defined<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Defined<T>;
}
