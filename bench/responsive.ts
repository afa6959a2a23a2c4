import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { botEnvironment, startBotProcess } from '../lab/bot-process.ts';
import type { Message } from '../lab/slack/model.ts';
import type { Workspace } from '../lab/slack/workspace.ts';
import { captureCount } from '../src/check/plan.ts';
import { loadServicesFile } from '../src/config/services-file.ts';
import type { BenchRun } from './bench-run.ts';
import { channel, startBenchWorkspace } from './bench-workspace.ts';
import { type LoopDelay, loopDelayEnvironment, loopDelaySince } from './loop-delay.ts';
import { addPendingChecks } from './pending-checks.ts';
import { quantile } from './quantile.ts';
import { type AnalysisTimes, analysisTimes, type ReportTimes, reportTimes } from './report-times.ts';
import { startSyntheticTarget } from './synthetic-target.ts';

const windowMs = 30_000;
/** Each starts a check of its own, which captures from then on. */
const betweenCommandsMs = 250;

type Options = {
  readonly pending: number;
  readonly samples: number;
  /** Checks of targets with that many samples, all at once. */
  readonly checks: number;
  readonly commands: number;
  readonly reports: number;
  readonly reportSamples: number;
};

type Bench = {
  readonly run: BenchRun;
  readonly options: Options;
  readonly workspace: Workspace;
  readonly directory: string;
  readonly config: string;
  /** The socket at which the bot's event loop can be asked for. */
  readonly loop: string;
};

/**
 * How the bot answers while it is busy. Bot and workers in one process, on a local workspace over real WebSocket, HTTP and
 * Redis: its event loop's delay and the time to an ack with thousands of checks pending, then while profiles of 100,000 samples
 * are captured and analysed as well; and the time from a check's last capture to its report with charts.
 */
export async function runBench(run: BenchRun): Promise<void> {
  const options = optionsOf(run.args);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const bench = await setUp(run, options, closing);
    await whilePending(bench, closing);
    await whileAnalysing(bench);
    await untilReported(bench);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pending: { type: 'string', default: '10000' },
      samples: { type: 'string', default: '100000' },
      checks: { type: 'string', default: '2' },
      commands: { type: 'string', default: '200' },
      reports: { type: 'string', default: '5' },
      'report-samples': { type: 'string', default: '20000' },
    },
  });
  return {
    pending: Number(values.pending),
    samples: Number(values.samples),
    checks: Number(values.checks),
    commands: Number(values.commands),
    reports: Number(values.reports),
    reportSamples: Number(values['report-samples']),
  };
}

async function setUp(run: BenchRun, options: Options, closing: (() => Promise<unknown>)[]): Promise<Bench> {
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-bench-'));
  closing.push(() => rm(directory, { recursive: true, force: true }));
  const config = path.join(directory, 'leakcheck.yaml');
  await writeFile(
    config,
    stringify({
      services: await startServices(options, closing),
      personLimit: 'none',
      defaults: { checkLimit: 'none' },
    }),
  );
  const workspace = await startBenchWorkspace();
  closing.push(() => workspace.close());
  const loop = path.join(directory, 'loop.sock');
  const bot = startBotProcess({
    ...botEnvironment({ workspace, redis: run.redis, config, directory }),
    ...loopDelayEnvironment(loop),
    LEAKCHECK_PROFILE_MAX_BYTES: '20GiB',
    LOG_LEVEL: 'warn',
  });
  closing.push(async () => {
    await bot.stop();
    if (bot.log() !== '') run.say(bot.log().slice(-2_000));
  });
  await Promise.race([
    bot.ended,
    workspace.waitFor(({ connected }) => connected() > 0, { timeoutMs: 30_000 }),
  ]);
  return { run, options, workspace, directory, config, loop };
}

/** Small ones for what is pending and what is asked for meanwhile, and large ones. */
async function startServices(options: Options, closing: (() => Promise<unknown>)[]) {
  const start = async (samples: number) => {
    const target = await startSyntheticTarget({ samples, seed: 1, windowMs });
    closing.push(() => target.stop());
    return target;
  };
  const [small, large, reported] = await Promise.all([
    start(100),
    start(options.samples),
    start(options.reportSamples),
  ]);
  const names = [
    { target: small, names: ['pending', ...numbered('command', 2 * options.commands)] },
    { target: large, names: numbered('large', options.checks) },
    { target: reported, names: numbered('reported', options.reports) },
  ];
  return Object.fromEntries(
    names.flatMap(({ target, names: each }) => each.map((name) => [name, { targets: [target.url(name)] }])),
  );
}

async function whilePending(bench: Bench, closing: (() => Promise<unknown>)[]): Promise<void> {
  const { run, options, loop } = bench;
  const beganAt = performance.now();
  const pending = await addPendingChecks(run.redis, { service: 'pending', count: options.pending });
  closing.push(() => pending.close());
  while (!(await pending.settled())) await wait(1_000);
  const seconds = (performance.now() - beganAt) / 1_000;
  run.say(`${options.pending} checks planned, each with its first capture taken, in ${seconds.toFixed(0)} s`);
  sayLoop(run, await loopDelaySince(loop));
  const acks: number[] = [];
  for (let at = 0; at < options.commands; at++) acks.push(await ackMs(bench, numberedName('command', at)));
  run.say(`${options.pending} checks pending, ${options.commands} commands one after another`);
  run.say(row('  slash command to ack', acks));
  sayLoop(run, await loopDelaySince(loop));
}

async function whileAnalysing(bench: Bench): Promise<void> {
  const { run, options, loop } = bench;
  const large = numbered('large', options.checks);
  await loopDelaySince(loop);
  const answered = Promise.all(large.map((name) => check(bench, name)));
  let over = false;
  answered.finally(() => {
    over = true;
  });
  const acks: number[] = [];
  for (let at = 0; !over; at++) {
    const name = numberedName('command', options.commands + (at % options.commands));
    acks.push(await ackMs(bench, name));
    await wait(betweenCommandsMs);
  }
  const verdicts = (await answered).map(({ text }) => text.split('\n')[0]);
  run.say(
    `the same, and ${options.checks} checks of ${options.samples} samples over ${windowMs / 1_000} s (${acks.length} commands): ${verdicts.join(', ')}`,
  );
  run.say(row('  slash command to ack', acks));
  sayLoop(run, await loopDelaySince(loop));
}

async function untilReported(bench: Bench): Promise<void> {
  const { run, options, workspace, config, directory } = bench;
  const profiles = path.join(directory, 'profiles');
  const { services } = await loadServicesFile(config, {});
  const reports: ReportTimes[] = [];
  const parts: AnalysisTimes[] = [];
  for (const name of numbered('reported', options.reports)) {
    const root = await check(bench, name);
    const of = { directory: profiles, check: checkOf(root) };
    const service = services.find((each) => each.name === name);
    if (service === undefined) throw new Error(`the services file of the benchmark has no ${name}`);
    const lastPoint = captureCount(service, windowMs) - 1;
    reports.push(await reportTimes({ ...of, workspace, thread: root.ts, lastPoint }));
    parts.push(await analysisTimes({ ...of, service, windowMs }));
  }
  run.say(`${options.reports} checks of ${options.reportSamples} samples, one after another`);
  for (const [part, what] of reportParts)
    say(
      what,
      reports.map((times) => times[part]),
    );
  run.say('  the analysis once more, by itself');
  for (const [part, what] of analysisParts)
    say(
      what,
      parts.map((times) => times[part]),
    );

  function say(what: string, values: readonly number[]): void {
    run.say(row(`    ${what}`, values));
  }
}

const reportParts = [
  ['all', 'last capture to charts in thread'],
  ['analysed', '  until it is analysed'],
  ['verdict', '  then until the verdict is there'],
  ['charts', '  then until the charts are'],
] as const;

const analysisParts = [
  ['ahead', 'read all but the last capture'],
  ['diagnose', 'read the last and diagnose'],
  ['draw', 'draw both charts'],
] as const;

/** Over a window that no part of the benchmark sees the end of, when its analysis would be one more. */
async function ackMs({ workspace }: Bench, name: string): Promise<number> {
  const result = await workspace.runCommand({ user: 'ann', channel, text: `${name} 2h` });
  if (!result.ok) throw new Error(`${name}: ${result.error}`);
  return result.ackMs;
}

/** Asks for a check and waits until its thread is complete: answers the root message. */
async function check({ workspace }: Bench, name: string): Promise<Message> {
  const text = `${name} ${windowMs / 1_000}s`;
  const result = await workspace.runCommand({ user: 'ann', channel, text });
  if (!result.ok) throw new Error(`${name}: ${result.error}`);
  return workspace.waitFor(
    ({ messages }) => messages(channel).find((message) => message.text.includes(name) && isOver(message)),
    { timeoutMs: windowMs + 180_000, what: `the report of ${name}` },
  );
}

/** The root message's last edit comes when the thread is complete. */
function isOver({ text }: Message): boolean {
  return text.includes('The report is in this thread') || text.includes('failed');
}

/** Every message of leakcheck is marked with its check, so that it can be found again. */
function checkOf({ metadata }: Message): string {
  return /"mark":"([a-z0-9]+)/.exec(JSON.stringify(metadata))?.[1] ?? '';
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => numberedName(name, index));
}

function numberedName(name: string, index: number): string {
  return `${name}-${String(index).padStart(4, '0')}`;
}

function row(what: string, values: readonly number[]): string {
  return shownRow(what, {
    p50: quantile(values, 0.5),
    p99: quantile(values, 0.99),
    max: quantile(values, 1),
  });
}

function sayLoop({ say }: BenchRun, { own, ...delay }: LoopDelay): void {
  say(shownRow('  event loop meanwhile', delay));
  say(shownRow('    without waits for a core', own));
}

function shownRow(what: string, { p50, p99, max }: LoopDelay['own']): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(10);
  return `${what.padEnd(40)} p50 ${ms(p50)}   p99 ${ms(p99)}   max ${ms(max)}`;
}
