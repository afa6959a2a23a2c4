import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRedisTargetLocks } from '../../src/store/redis-target-locks.ts';
import { openWorld, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

const prefix = '{locks}';
const url = 'http://payments-1:6060/debug/pprof/';

let server: PrivateRedis;
let redis: Redis;
let other: Redis;

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  redis = new Redis(server.url);
  other = new Redis(server.url);
});
afterEach(async () => {
  const keys = await other.keys(`${prefix}*`);
  if (keys.length > 0) await other.del(...keys);
  redis.disconnect();
  other.disconnect();
});

const locksOf = (client: Redis, keepMs?: number) =>
  createRedisTargetLocks({ redis: client, prefix, ...(keepMs === undefined ? {} : { keepMs }) });
const keyOfLock = async () => (await other.keys(`${prefix}:store:target:*`))[0] ?? '';

describe('a lock of a target', () => {
  it('is held by one worker at a time, until it is released', async () => {
    const hold = await locksOf(redis).acquire(url);
    expect(await locksOf(other).acquire(url)).toBeUndefined();
    expect(await locksOf(other).acquire('http://payments-2:6060/debug/pprof/')).toBeDefined();
    hold?.release();
    await vi.waitFor(async () => expect(await locksOf(other).acquire(url)).toBeDefined());
  });

  it('has one winner of many who ask at once', async () => {
    const holds = await Promise.all(
      Array.from({ length: 50 }, (_, index) => locksOf(index % 2 === 0 ? redis : other).acquire(url)),
    );
    expect(holds.filter((hold) => hold !== undefined)).toHaveLength(1);
  });

  it('is free soon after its holder is gone', async () => {
    await locksOf(redis, 300).acquire(url);
    redis.disconnect();
    expect(await locksOf(other).acquire(url)).toBeUndefined();
    await vi.waitFor(async () => expect(await locksOf(other).acquire(url)).toBeDefined(), { timeout: 5_000 });
  });

  it('lasts as long as its holder lives', async () => {
    const renewed: number[] = [];
    await locksOf(redis, 300).acquire(url);
    const key = await keyOfLock();
    await vi.waitFor(
      async () => {
        const leftMs = await other.pttl(key);
        const before = renewed.at(-1) ?? 0;
        renewed.push(leftMs);
        expect(leftMs).toBeGreaterThan(before);
        expect(renewed.length).toBeGreaterThan(20);
      },
      { timeout: 5_000, interval: 20 },
    );
  });

  it('that has gone to another holder is not taken away by the one before', async () => {
    const first = await locksOf(redis, 60_000).acquire(url);
    await other.del(await keyOfLock());
    const second = await locksOf(other).acquire(url);
    first?.release();
    await redis.ping();
    expect(second).toBeDefined();
    expect(await locksOf(redis).acquire(url)).toBeUndefined();
  });

  it('shows nothing of the target in the names of keys', async () => {
    await locksOf(redis).acquire(url);
    expect(await other.keys('*payments*')).toEqual([]);
    expect(await other.keys(`${prefix}*`)).toHaveLength(1);
  });
});

describe('two checks of services that share a target', () => {
  let worlds: World[] = [];
  let stop: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of stop) await close();
    for (const world of worlds) await world.close();
    stop = [];
    worlds = [];
  });

  it('never capture it at the same time, in whichever worker, and both get every capture', async () => {
    const first = openWorld({ url: server.url });
    const second = openWorld({ url: server.url, prefix: first.prefix });
    worlds = [first, second];
    let atOnce = 0;
    let most = 0;
    for (const world of worlds) {
      const workers = await world.startWorkers({
        findService: (name) => {
          const service = world.deps.findService(name);
          return service && { ...service, targets: service.targets.map((t) => ({ ...t, url })) };
        },
        targets: {
          fetch: async (request) => {
            atOnce += 1;
            most = Math.max(most, atOnce);
            const fetched = await world.deps.targets.fetch(request);
            atOnce -= 1;
            return fetched;
          },
        },
      });
      stop.push(workers.close);
    }
    const ids = ['abcdef', 'bcdefg', 'cdefgh'];
    await Promise.all(ids.map((id) => first.request({ id, service: `service-${id}` })));
    for (const id of ids) {
      await vi.waitFor(async () => expect((await first.store.get(id))?.state).toBe('done'), {
        timeout: 20_000,
        interval: 20,
      });
    }
    expect(most).toBe(1);
    const texts = (await first.noted('asked')).filter((entry) => entry.endsWith('heap?gc=1&debug=1'));
    expect(texts).toHaveLength(ids.length * 2 * (3 + 1));
  });
});
