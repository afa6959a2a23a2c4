import { afterEach, describe, expect, it, vi } from 'vitest';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { createCheckQueue } from '../../src/queue/check-queue.ts';
import { connectFailFast } from '../../src/redis/connect.ts';
import { createRedisCheckStore } from '../../src/store/redis-check-store.ts';
import { freePort, type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

const check = { id: 'abcdef', service: 'payments', windowMs: 10_000 };
const prefix = '{outage}';
let server: PrivateRedis | undefined;
let close: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of close) await step();
  close = [];
  await server?.remove();
  server = undefined;
});

function produce(url: string) {
  const redis = connectFailFast(url, () => undefined);
  const queue = createCheckQueue({ redis, prefix });
  close.push(async () => {
    redis.disconnect();
    await queue.close();
  });
  return { queue, store: createRedisCheckStore({ redis, prefix, clock: Date.now }) };
}

/** The error and how long it took to come. */
async function failure(action: Promise<unknown>): Promise<{ error: unknown; tookMs: number }> {
  const startedAtMs = performance.now();
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, tookMs: performance.now() - startedAtMs };
}

describe('a producer', () => {
  it('says within two seconds that nobody is there', async () => {
    const { queue, store } = produce(`redis://127.0.0.1:${await freePort()}`);
    const added = await failure(queue.add(check));
    expect(added.error).toBeInstanceOf(QueueUnavailableError);
    expect(added.tookMs).toBeLessThan(2_000);
    expect((await failure(store.ping())).error).toBeInstanceOf(StoreUnavailableError);
    expect((await failure(queue.cancel('abcdef'))).error).toBeInstanceOf(QueueUnavailableError);
  });

  it('queues nothing later when Redis went away and comes back', async () => {
    server = await startPrivateRedis();
    const { queue } = produce(server.url);
    await queue.counts();
    await server.kill();
    const added = await failure(queue.add(check));
    expect(added.error).toBeInstanceOf(QueueUnavailableError);
    expect(added.tookMs).toBeLessThan(2_000);

    await server.start();
    await vi.waitFor(() => queue.add({ ...check, id: 'bcdefg', service: 'orders' }), { timeout: 5_000 });
    expect(await queue.counts()).toMatchObject({ waiting: 1, delayed: 0, active: 0 });
  });

  it('gives up within two seconds on a Redis that takes the command and never answers', async () => {
    server = await startPrivateRedis();
    const { queue, store } = produce(server.url);
    await queue.counts();
    process.kill(server.pid(), 'SIGSTOP');
    try {
      const [added, pinged] = await Promise.all([failure(queue.add(check)), failure(store.ping())]);
      expect(added.error).toBeInstanceOf(QueueUnavailableError);
      expect(added.tookMs).toBeLessThan(2_000);
      expect(pinged.error).toBeInstanceOf(StoreUnavailableError);
    } finally {
      process.kill(server.pid(), 'SIGCONT');
    }
  });
});
