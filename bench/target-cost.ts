import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { RunningService } from '../lab/go-program.ts';
import { type ServiceName, serviceNames, startService } from '../lab/go-services.ts';
import { parseWindow } from '../src/check/window.ts';
import type { BenchRun } from './bench-run.ts';
import { costBetween, processCost } from './process-cost.ts';
import { type Mode, modes, runMode } from './target-cost-modes.ts';
import { type CostRun, targetCostTable } from './target-cost-table.ts';
import { wholeNumber } from './whole-number.ts';

const warmUpMs = 15_000;
const scrapeMs = 15_000;

type Options = ReturnType<typeof parseOptions>;

/**
 * What a check costs a service of the lab under its load, against nobody asking and against a continuous profiler's rhythm
 * (heap after a collection every 15 s). Three replicas are in one mode each at the same time, and change modes from round to
 * round, so that what a busy machine and an ageing process do falls on every mode alike. Linux only: reads `/proc`.
 */
export async function runBench({ args, say }: BenchRun): Promise<void> {
  const options = parseOptions(args);
  const { service, rate, window, windowMs, rounds, leak } = options;
  say(
    `${service}${leak ? ', leaking,' : ''} at ${rate} times its load, ${rounds} rounds of ${window}, three replicas`,
  );
  const replicas: RunningService[] = [];
  try {
    for (const index of modes.keys()) {
      replicas.push(
        await startService({ name: service, replica: `${service}-${index + 1}`, rate, leak, lab: true }),
      );
    }
    await wait(warmUpMs);
    const runs: CostRun[] = [];
    for (let round = 1; round <= rounds; round++) {
      const startedAt = Date.now();
      runs.push(...(await runRound(replicas, round, options)));
      say(
        `round ${round} of ${rounds}: ${Math.round((Date.now() - startedAt) / 1_000)} s for a window of ${windowMs / 1_000} s`,
      );
    }
    for (const line of ['', ...targetCostTable(runs)]) say(line);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}

function parseOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      service: { type: 'string', default: 'payments' },
      rate: { type: 'string', default: '1' },
      window: { type: 'string', default: '5m' },
      rounds: { type: 'string', default: '3' },
      leak: { type: 'boolean', default: false },
    },
  });
  return {
    service: serviceNamed(values.service),
    rate: wholeNumber('--rate', values.rate),
    window: values.window,
    windowMs: parseWindow(values.window),
    rounds: wholeNumber('--rounds', values.rounds),
    leak: values.leak,
  };
}

function serviceNamed(text: string): ServiceName {
  const name = serviceNames.find((each) => each === text);
  if (name === undefined) throw new Error(`--service ${text}: takes one of ${serviceNames.join(', ')}`);
  return name;
}

/** All replicas at once; each has another mode than in the round before. */
async function runRound(
  replicas: readonly RunningService[],
  round: number,
  { windowMs }: Options,
): Promise<CostRun[]> {
  const parts = replicas.map((replica, index) => ({ replica, mode: modeOf(index + round) }));
  const before = await Promise.all(replicas.map(processCost));
  const asked = await Promise.all(
    parts.map(({ replica, mode }) => runMode(mode, replica, { windowMs, scrapeMs })),
  );
  const after = await Promise.all(replicas.map(processCost));
  return parts.flatMap(({ mode }, index) => {
    const [from, to, what] = [before[index], after[index], asked[index]];
    return from && to && what ? [{ round, mode, ...costBetween(from, to), ...what }] : [];
  });
}

function modeOf(turn: number): Mode {
  return modes[turn % modes.length] ?? 'idle';
}
