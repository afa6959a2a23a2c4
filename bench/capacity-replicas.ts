import type { BenchRun } from './bench-run.ts';
import type { CapacityOptions } from './capacity-options.ts';
import { openCapacityWorld } from './capacity-world.ts';
import { capturesTaken } from './captures-taken.ts';
import { kibibytes, milliseconds } from './load-words.ts';
import { loadLine, meteredLoad } from './metered-load.ts';
import { quantile } from './quantile.ts';
import { redisLoad } from './redis-load.ts';
import { serviceOf } from './service-of.ts';
import { until } from './until.ts';

/** One check of many replicas by so many worker processes: how late its captures are, and how long its verdict takes after the last. */
export async function measureReplicas(
  { redis, say }: Pick<BenchRun, 'redis' | 'say'>,
  { replicas, windowMs, workers }: Omit<CapacityOptions, 'workers'> & { readonly workers: number },
): Promise<void> {
  const world = await openCapacityWorld({ redis }, { name: `replicas-${workers}`, services: 1, replicas });
  try {
    await world.startWorkers(workers);
    const service = serviceOf(world.services, 0);
    const before = await redisLoad(world.redis);
    const meter = await meteredLoad(world);
    const askedAt = performance.now();
    const { id } = await world.request(service, windowMs);
    const queuedMs = performance.now() - askedAt;
    const captured = await until('the captures', { everyMs: 200, timeoutMs: windowMs + 90_000 }, async () => {
      const now = await world.store.get(id);
      return now !== undefined && now.points > 0 && now.captured >= now.points ? now : undefined;
    });
    const endedAt = performance.now();
    const capturing = await meter.read();
    const usedBytes = (await redisLoad(world.redis)).usedBytes - before.usedBytes;
    const taken = await capturesTaken(world.profileDirectory, captured, service);
    const late = taken.flatMap(({ lateMs }) => lateMs ?? []);
    say(
      `one check of ${replicas} replicas and ${captured.points} captures over ${windowMs / 1_000} s, worker processes: ${workers}`,
    );
    say(`  queued in ${milliseconds(queuedMs)}; ${kibibytes(usedBytes)} of Redis`);
    say(
      `  captures after their time  p50 ${milliseconds(quantile(late, 0.5))}   p99 ${milliseconds(quantile(late, 0.99))}   max ${milliseconds(quantile(late, 1))}; ${taken.length - late.length} of ${taken.length} missed`,
    );
    say(`  ${loadLine(capturing)}`);
    const verdictMeter = await meteredLoad(world);
    const ended = await until('the verdict', { everyMs: 100, timeoutMs: 240_000 }, async () => {
      const now = await world.store.get(id);
      return now?.state === 'done' || now?.state === 'failed' ? now : undefined;
    });
    say(
      `  ${ended.outcome?.verdict ?? ended.state} after another ${((performance.now() - endedAt) / 1_000).toFixed(1)} s`,
    );
    say(`  ${loadLine(await verdictMeter.read())}`);
  } finally {
    await world.close();
  }
}
