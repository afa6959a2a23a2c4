import { setTimeout as wait } from 'node:timers/promises';
import type { Check } from '../src/check/check.ts';
import type { BenchRun } from './bench-run.ts';
import type { CapacityOptions } from './capacity-options.ts';
import { type CapacityWorld, openCapacityWorld } from './capacity-world.ts';
import { capturesTaken } from './captures-taken.ts';
import { inLanes } from './in-lanes.ts';
import { kibibytes, milliseconds } from './load-words.ts';
import { loadLine, meteredLoad } from './metered-load.ts';
import { quantile } from './quantile.ts';
import { redisLoad } from './redis-load.ts';
import { serviceOf } from './service-of.ts';
import { until } from './until.ts';

const replicas = 3;
const services = 1_000;
const dayMs = 24 * 3_600_000;
const shortWindowMs = 30_000;
const capturesOfShort = 5;
const lanes = 32;

/** Redis's bytes a check that waits for its next capture; then, with all of them waiting, how late captures of others are. */
export async function measurePending(
  { redis, say }: Pick<BenchRun, 'redis' | 'say'>,
  options: CapacityOptions,
): Promise<void> {
  const world = await openCapacityWorld({ redis }, { name: 'pending', services, replicas });
  try {
    await leavePending(world, options.pending, say);
    if (options.parts.includes('lateness')) await measureLateness(world, options, say);
  } finally {
    await world.close();
  }
}

async function leavePending(world: CapacityWorld, count: number, say: BenchRun['say']): Promise<void> {
  const before = await redisLoad(world.redis);
  const bytesEach = async () => ((await redisLoad(world.redis)).usedBytes - before.usedBytes) / count;
  const startedAt = performance.now();
  await inLanes(
    Array.from({ length: count }, (_, index) => index),
    lanes,
    (index) =>
      // Each service and window once; a day is the longest window, so that nothing falls due while this runs.
      world.request(serviceOf(world.services, index), dayMs - Math.floor(index / services) * 60_000),
  );
  const queuedMs = performance.now() - startedAt;
  const queued = await bytesEach();
  say(`${count} checks of ${replicas} replicas over a day, asked for ${lanes} at a time`);
  say(
    `  asked for and queued       ${(count / (queuedMs / 1_000)).toFixed(0)} checks/s, ${kibibytes(queued)} of Redis each`,
  );
  await world.startWorkers(1);
  const plannedAt = performance.now();
  let most = queued;
  const within = { everyMs: 500, timeoutMs: 240_000 };
  await until('every check planned and its first capture over', within, async () => {
    most = Math.max(most, await bytesEach());
    const { waiting, active, delayed } = await world.queue.counts();
    return waiting + active === 0 && delayed >= count ? true : undefined;
  });
  const first = (performance.now() - plannedAt) / 1_000;
  say(
    `  waiting for the 2nd capture ${kibibytes(await bytesEach())} of Redis each, at most ${kibibytes(most)} on the way (${first.toFixed(0)} s)`,
  );
}

/** A check asked for at an even pace: what is due in the middle of it, when as many begin as end. */
async function measureLateness(
  world: CapacityWorld,
  { rate, seconds, pending }: CapacityOptions,
  say: BenchRun['say'],
): Promise<void> {
  const everyMs = (1_000 * replicas * capturesOfShort) / rate;
  const count = Math.ceil((seconds * 1_000 + shortWindowMs) / everyMs);
  const meter = await meteredLoad(world);
  const checks: Check[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) {
    await wait(Math.max(0, startedAt + index * everyMs - performance.now()));
    checks.push(await world.request(serviceOf(world.services, index), shortWindowMs - (index % 2)));
  }
  const load = await meter.read();
  const ended = await inLanes(checks, 8, ({ id }) =>
    until(`the verdict of ${id}`, { everyMs: 500, timeoutMs: 120_000 }, async () => {
      const now = await world.store.get(id);
      return now?.state === 'done' || now?.state === 'failed' ? now : undefined;
    }),
  );
  const captures = (
    await inLanes(ended, 8, (check, index) =>
      capturesTaken(world.profileDirectory, check, serviceOf(world.services, index)),
    )
  ).flat();
  const late = captures.flatMap(({ lateMs }) => lateMs ?? []);
  say(
    `beside ${pending} pending: ${rate} captures and ${(rate / replicas / capturesOfShort).toFixed(1)} verdicts a second for ${seconds} s, ${count} checks of ${replicas} replicas over ${shortWindowMs / 1_000} s`,
  );
  say(
    `  captures after their time  p50 ${milliseconds(quantile(late, 0.5))}   p99 ${milliseconds(quantile(late, 0.99))}   max ${milliseconds(quantile(late, 1))}; ${captures.length - late.length} of ${captures.length} missed`,
  );
  say(`  ${loadLine(load)}`);
}
