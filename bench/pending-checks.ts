import type { Check } from '../src/check/check.ts';
import { createCheckQueue } from '../src/queue/check-queue.ts';
import { connectFailFast } from '../src/redis/connect.ts';
import { createRedisCheckStore } from '../src/store/redis-check-store.ts';
import type { BenchRun } from './bench-run.ts';

const dayMs = 24 * 3_600_000;
const atOnce = 50;

/** Checks of one service in the queue, each of a window of its own of nearly a day. They have no message in Slack. */
export async function addPendingChecks(
  { url, prefix }: BenchRun['redis'],
  { service, count }: { readonly service: string; readonly count: number },
): Promise<{ settled(): Promise<boolean>; close(): Promise<void> }> {
  const redis = connectFailFast(url, () => undefined);
  const store = createRedisCheckStore({ redis, prefix, clock: Date.now });
  const queue = createCheckQueue({ redis, prefix, store });
  for (let from = 0; from < count; from += atOnce) {
    const checks = Array.from({ length: Math.min(atOnce, count - from) }, (_, at) =>
      pendingCheck(service, from + at),
    );
    await Promise.all(
      checks.map(async (check) => {
        await store.create(check);
        await queue.add(check);
      }),
    );
  }
  return {
    /** Every check has been planned and has taken its first capture. */
    settled: async () => {
      const { waiting, active } = await queue.counts();
      return waiting + active === 0;
    },
    close: async () => {
      await queue.close();
      redis.disconnect();
    },
  };
}

function pendingCheck(service: string, index: number): Check {
  return {
    id: `p${String(index).padStart(8, '0')}`,
    service,
    windowMs: dayMs - index,
    requestedBy: 'U0',
    channel: 'C0',
    threadTs: undefined,
    state: 'requested',
    requestedAtMs: Date.now(),
    replicas: [],
    points: 0,
    captured: 0,
    t0Ms: undefined,
    rootTs: undefined,
    outcome: undefined,
  };
}
