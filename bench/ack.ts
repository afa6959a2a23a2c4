import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { botEnvironment, startBotProcess } from '../lab/bot-process.ts';
import { startReplay } from '../lab/replay-target.ts';
import type { Workspace } from '../lab/slack/workspace.ts';
import type { BenchRun } from './bench-run.ts';
import { channel, startBenchWorkspace } from './bench-workspace.ts';
import { quantile } from './quantile.ts';

/**
 * Time from a slash command to its ack and to its root message, while the checks that were asked for before are running in the
 * same process: the bot and its workers over real WebSocket, HTTP and Redis. Prints p50 and p99 in milliseconds.
 */
export async function runBench({ args, redis, say }: BenchRun): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { commands: { type: 'string', default: '200' } },
  });
  const count = Number(values.commands);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const target = await startReplay({ service: 'orders', replica: 'orders-1' });
    closing.push(() => target.stop());
    const workspace = await startBenchWorkspace();
    closing.push(() => workspace.close());
    await startBot({ workspace, redis, targetUrl: target.url, count, closing });
    const times = await measure(workspace, count);
    say(
      `${count} commands one after another, each starting a check of its own (bot and workers in one process)`,
    );
    say(
      row(
        'slash command to ack',
        times.map(({ ackMs }) => ackMs),
      ),
    );
    say(
      row(
        'slash command to root message',
        times.map(({ rootMs }) => rootMs),
      ),
    );
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function startBot(parts: {
  readonly workspace: Workspace;
  readonly redis: BenchRun['redis'];
  readonly targetUrl: string;
  readonly count: number;
  readonly closing: (() => Promise<unknown>)[];
}): Promise<void> {
  const { workspace, redis, targetUrl, count, closing } = parts;
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-bench-'));
  closing.push(() => rm(directory, { recursive: true, force: true }));
  const config = path.join(directory, 'leakcheck.yaml');
  const services = Array.from({ length: count }, (_, index) => [
    serviceName(index),
    { targets: [targetUrl] },
  ]);
  await writeFile(config, stringify({ services: Object.fromEntries(services), personLimit: 'none' }));
  const bot = startBotProcess({
    ...botEnvironment({ workspace, redis, config, directory }),
    LOG_LEVEL: 'error',
  });
  closing.push(() => bot.stop());
  await Promise.race([
    bot.ended,
    workspace.waitFor(({ connected }) => connected() > 0, { timeoutMs: 30_000 }),
  ]);
}

async function measure(workspace: Workspace, count: number): Promise<{ ackMs: number; rootMs: number }[]> {
  const times: { ackMs: number; rootMs: number }[] = [];
  for (let index = 0; index < count; index++) {
    const name = serviceName(index);
    const startedAt = performance.now();
    const answered = workspace.runCommand({ user: 'ann', channel, text: `${name} 5m` });
    await workspace.waitFor(({ messages }) => messages(channel).find(({ text }) => text.includes(name)), {
      timeoutMs: 30_000,
      what: `the root message of ${name}`,
    });
    const rootMs = performance.now() - startedAt;
    const result = await answered;
    if (!result.ok) throw new Error(`${name}: ${result.error}`);
    times.push({ ackMs: result.ackMs, rootMs });
  }
  return times;
}

function serviceName(index: number): string {
  return `service-${String(index).padStart(4, '0')}`;
}

function row(what: string, values: readonly number[]): string {
  const ms = (share: number) => `${quantile(values, share).toFixed(1)} ms`.padStart(10);
  return `${what.padEnd(32)} p50 ${ms(0.5)}   p99 ${ms(0.99)}   max ${ms(1)}`;
}
