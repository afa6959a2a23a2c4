import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { botEnvironment, startBotProcess } from './bot-process.ts';
import { demoConfig } from './demo-config.ts';
import { saveDemoOutput } from './demo-output.ts';
import { type DemoServices, startDemoServices } from './demo-services.ts';
import { demoIds, postDemoAlert, startDemoWorkspace } from './demo-workspace.ts';
import type { Message } from './slack/model.ts';
import type { Workspace } from './slack/workspace.ts';

export type DemoRedis = { readonly url: string; readonly prefix: string };

const defaultPort = 3210;
const startWithinMs = 120_000;
const dayMs = 24 * 3_600_000;
const exitCodes: Readonly<Record<string, number>> = { healthy: 0, suspect: 0, leak: 1 };

/**
 * The whole product on one machine: services under load, a workspace, the unchanged bot, and a first check as a person asks
 * for one. Answers the exit code; with `--once` after that check, otherwise when `signal` aborts.
 */
export async function runDemo(options: {
  readonly args: readonly string[];
  readonly redis: DemoRedis;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}): Promise<number> {
  const { values } = parseArgs({
    args: [...options.args],
    options: {
      once: { type: 'boolean', default: false },
      port: { type: 'string', default: String(defaultPort) },
      service: { type: 'string', default: 'payments' },
      window: { type: 'string', default: '20s' },
    },
  });
  const { say, redis, signal } = options;
  const closing: (() => Promise<unknown>)[] = [];
  try {
    say('Starting the services …');
    const services = await startDemoServices();
    closing.push(() => services.stop());
    say(kindSentence(services));
    const workspace = await startDemoWorkspace(values.once ? 0 : Number(values.port), services.services);
    closing.push(() => workspace.close());
    const bot = await startBot({ services, workspace, redis, withDigest: !values.once, closing });
    await Promise.race([
      bot.ended,
      workspace.waitFor(({ connected }) => connected() > 0, { timeoutMs: startWithinMs }),
    ]);
    say(`The workspace is at ${workspace.url}`);
    if (services.kind === 'recorded') announceRecording(workspace);
    const text = `${values.service} ${values.window}`;
    say(`@ann types: /leakcheck ${text}`);
    const asked = workspace.runCommand({ user: 'ann', channel: demoIds.payments, text });
    if (!values.once) {
      postDemoAlert(workspace);
      say('Try it: type /leakcheck help on the page. Ctrl-C ends everything.');
      say(
        'Acknowledge the leak, deploy the fix beside the channels and check until it is resolved; then deploy the leak again.',
      );
      say(
        'Every three minutes #leak-digest gets a digest of all services: what leaks, what is new and what was resolved.',
      );
      say(
        'leakcheck under Apps opens its Home; the menu of the alert in #payments-alerts has the shortcut Check for leaks.',
      );
      await Promise.race([bot.ended, untilAborted(signal)]);
      return 0;
    }
    await asked;
    const refused = workspace.waitFor(({ ephemerals }) => ephemerals(demoIds.payments, 'ann')[0], {
      timeoutMs: 2 * dayMs,
    });
    const root = await Promise.race([bot.ended, untilAborted(signal), answered(workspace), refused]);
    if (root === undefined) return 2;
    if (root.ephemeralTo !== undefined) {
      say(workspace.messageAsText(root));
      return 2;
    }
    say('');
    say(workspace.threadAsText(demoIds.payments, root.ts));
    say('');
    say(await saveDemoOutput(workspace, demoIds.payments, root.ts));
    return exitCodes[verdictOf(root)] ?? 2;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function startBot(parts: {
  readonly services: DemoServices;
  readonly workspace: Workspace;
  readonly redis: DemoRedis;
  /** A run of one check has no time for it. */
  readonly withDigest: boolean;
  readonly closing: (() => Promise<unknown>)[];
}) {
  const { services, workspace, redis, withDigest, closing } = parts;
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-demo-'));
  closing.push(() => rm(directory, { recursive: true, force: true }));
  const config = path.join(directory, 'leakcheck.yaml');
  await writeFile(config, demoConfig(services.services, { withDigest }));
  const bot = startBotProcess(botEnvironment({ workspace, redis, config, directory }));
  closing.push(() => bot.stop());
  return bot;
}

function kindSentence({ kind, services }: DemoServices): string {
  const list = services.map(({ name, targets }) => `${name} ×${targets.length}`).join(', ');
  return kind === 'live'
    ? `Real Go services under their own load: ${list}.`
    : `Go is missing here, so recorded captures of the same services are replayed over HTTP: ${list}. Windows up to 60s.`;
}

function announceRecording(workspace: Workspace): void {
  void workspace.say({
    user: 'bea',
    channel: demoIds.payments,
    text: 'Note: Go is missing on this machine. The services here replay recorded captures, the rest is real. Choose windows up to 60s.',
  });
}

/** The root message once it is the verdict line; with a report, once its last file is in the thread too. */
async function answered(workspace: Workspace): Promise<Message> {
  return workspace.waitFor(
    (current) =>
      current.messages(demoIds.payments).find((message) => {
        const verdict = verdictOf(message);
        return ['failed', 'cancelled'].includes(verdict) || (verdict !== '' && hasReport(current, message));
      }),
    { timeoutMs: 2 * dayMs },
  );
}

function hasReport(workspace: Workspace, root: Message): boolean {
  const files = workspace.replies(demoIds.payments, root.ts).flatMap((message) => message.files);
  return files.some((id) => workspace.file(id)?.name === 'report.json');
}

/** The verdict that a root message was edited to; empty while it is not there yet. */
function verdictOf({ text, editedTs }: Message): string {
  if (editedTs === undefined) return '';
  return (
    /\b(leak|suspect|healthy|inconclusive|failed|cancelled)\b/i
      .exec(text.split('\n')[0] ?? '')?.[1]
      ?.toLowerCase() ?? ''
  );
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
