import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorld, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;
let world: World;
let stop: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  world = openWorld({ url: server.url });
});
afterEach(async () => {
  for (const close of stop) await close();
  stop = [];
  await world.close();
});

describe('upkeep', () => {
  it('sweeps profiles as soon as there is a worker, and is planned once however many there are', async () => {
    const profiles = {
      ...world.deps.profiles,
      sweep: async () => {
        await world.note('swept', 'once');
        return { checks: [], bytes: 0 };
      },
    };
    for (let count = 0; count < 3; count += 1) stop.push((await world.startWorkers({ profiles })).close);
    await vi.waitFor(async () => expect(await world.noted('swept')).toEqual(['once']), { timeout: 5_000 });
    const queue = new Queue('upkeep', { connection: world.redis, prefix: world.prefix });
    stop.unshift(() => queue.close());
    const planned = await queue.getJobSchedulers();
    expect(planned.map(({ key, every }) => [key, Number(every)]).sort()).toEqual([
      ['escalate', 10_000],
      ['reconcile', 30_000],
      ['sweep', 600_000],
    ]);
  });

  it('answers in the thread of a check that the queue has lost', async () => {
    await world.request({ id: 'abcdef', requestedAtMs: Date.now() - 120_000, state: 'capturing', t0Ms: 1 });
    await world.redis.del(...(await world.jobKeys('abcdef')));
    await world.redis.del(`${world.prefix}:check:wait`, `${world.prefix}:check:marker`);
    stop.push((await world.startWorkers()).close);
    await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.state).toBe('failed'), {
      timeout: 5_000,
      interval: 20,
    });
    expect(await world.noted('failed')).toEqual([expect.stringContaining('the queue lost this check')]);
  });
});
