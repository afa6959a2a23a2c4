import type { BenchRun } from './bench-run.ts';
import type { CapacityOptions } from './capacity-options.ts';
import { type CapacityWorld, openCapacityWorld } from './capacity-world.ts';
import { capturesTaken } from './captures-taken.ts';
import { inLanes } from './in-lanes.ts';
import { inTurns } from './in-turns.ts';
import { loadLine, meteredLoad } from './metered-load.ts';
import { serviceOf } from './service-of.ts';
import { until } from './until.ts';

type Throughput = Omit<CapacityOptions, 'workers'> & { readonly workers: number };

const replicas = 3;
const services = 1_000;
const dayMs = 24 * 3_600_000;
const shortestWindowMs = 10_000;

/** How fast worker processes catch up with captures that are all due at once, and with checks that all end at once. */
export async function measureThroughput(
  { redis, say }: Pick<BenchRun, 'redis' | 'say'>,
  options: Throughput,
): Promise<void> {
  const { workers } = options;
  const world = await openCapacityWorld({ redis }, { name: `throughput-${workers}`, services, replicas });
  try {
    await world.startWorkers(workers);
    say(`${workers} worker process${workers === 1 ? '' : 'es'} on one Redis`);
    await catchUp(world, options.captures, say);
    await answerAll(world, options.verdicts, say);
  } finally {
    await world.close();
  }
}

/** Shares of the machine's time, of which each process has one. */
const turns = 5;

/**
 * The same captures by processes that run in turns: how one more adds to the rate where neither cores nor the others hold it up,
 * and only Redis and the queue could.
 */
export async function measureTurns(
  { redis, say }: Pick<BenchRun, 'redis' | 'say'>,
  { workers, captures }: Throughput,
): Promise<void> {
  const world = await openCapacityWorld({ redis }, { name: `turns-${workers}`, services, replicas });
  try {
    await world.startWorkers(workers);
    say(`${workers} worker process${workers === 1 ? '' : 'es'} on one Redis, each in a turn of ${turns}`);
    const taking = inTurns(
      world.workers().map(({ pid }) => pid),
      turns,
    );
    try {
      await catchUp(world, (captures * workers) / turns, say);
    } finally {
      taking.end();
    }
  } finally {
    await world.close();
  }
}

async function catchUp(world: CapacityWorld, captures: number, say: BenchRun['say']): Promise<void> {
  const count = Math.ceil(captures / replicas);
  const meter = await meteredLoad(world);
  const checks = await inLanes(numbered(count), 32, (index) =>
    world.request(serviceOf(world.services, index), dayMs - Math.floor(index / services) * 60_000),
  );
  await until('the captures', { everyMs: 100, timeoutMs: 120_000 }, async () => {
    const { waiting, active, delayed } = await world.queue.counts();
    return waiting + active === 0 && delayed >= count ? true : undefined;
  });
  const load = await meter.read();
  const taken = await inLanes(checks, 8, async ({ id }, index) => {
    const check = await world.store.get(id);
    return check === undefined
      ? []
      : capturesTaken(world.profileDirectory, check, serviceOf(world.services, index));
  });
  const complete = taken.flat().filter(({ lateMs }) => lateMs !== undefined).length;
  const each = (cpuMs: number) => `${(cpuMs / complete).toFixed(1)} ms`;
  say(
    `  captures   ${(complete / (load.elapsedMs / 1_000)).toFixed(0)}/s (${complete}); a capture costs the worker ${each(load.workerCpuMs)}, Redis ${each(load.redisCpuMs)}, the targets ${each(load.outsideCpuMs)}`,
  );
  say(`             ${loadLine(load)}`);
}

async function answerAll(world: CapacityWorld, count: number, say: BenchRun['say']): Promise<void> {
  const { delayed: before } = await world.queue.counts();
  const checks = await inLanes(numbered(count), 32, (index) =>
    world.request(serviceOf(world.services, index), shortestWindowMs + Math.floor(index / services)),
  );
  await until('the windows', { everyMs: 100, timeoutMs: 60_000 }, async () => {
    const { delayed } = await world.queue.counts();
    return delayed > before ? undefined : true;
  });
  const meter = await meteredLoad(world);
  await inLanes(checks, 8, ({ id }) =>
    until(`the verdict of ${id}`, { everyMs: 250, timeoutMs: 120_000 }, async () =>
      (await world.store.get(id))?.state === 'done' ? true : undefined,
    ),
  );
  const load = await meter.read();
  say(
    `  verdicts   ${(count / (load.elapsedMs / 1_000)).toFixed(1)}/s (${count} of ${replicas} replicas and 5 captures); one costs the workers ${(load.workerCpuMs / count).toFixed(0)} ms`,
  );
  say(`             ${loadLine(load)}`);
}

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
