import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { createRedisCheckLimits } from '../../src/store/redis-check-limits.ts';

/** Limits in a real Redis, as two bots share them. */
let server: Awaited<ReturnType<typeof startPrivateRedis>>;
let redis: Redis;
let other: Redis;
let prefix: string;
let nowMs: number;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = new Redis(server.url);
  other = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  other.disconnect();
  await server.stop();
});
beforeEach(() => {
  prefix = `{limits-${randomBytes(4).toString('hex')}}`;
  nowMs = 1_700_000_000_000;
});

const clock = () => nowMs;
const three = { checks: 3, windowMs: 60_000 };

function start(id: string, { person = 'U0ANN', service = 'payments' } = {}) {
  return { id, person, service };
}

describe('limits in Redis', () => {
  it('let exactly as many through as may be, however many ask of both bots at once', async () => {
    const bots = [redis, other].map((each) => createRedisCheckLimits({ redis: each, prefix, clock }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        bots[index % 2]?.take(start(`c${index}`), { person: three, service: undefined }),
      ),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(3);
    expect(answers.find((answer) => answer !== undefined)).toEqual({
      of: 'person',
      freeAtMs: nowMs + 60_000,
    });
  });

  it('count for neither when one of the two is full, and tell the one that is full for longer', async () => {
    const limits = createRedisCheckLimits({ redis, prefix, clock });
    const both = { person: { checks: 1, windowMs: 60_000 }, service: { checks: 2, windowMs: 600_000 } };
    expect(await limits.take(start('a1'), both)).toBeUndefined();
    expect(await limits.take(start('a2'), both)).toMatchObject({ of: 'person' });
    expect(await limits.take(start('b1', { person: 'U0BEA' }), both)).toBeUndefined();
    expect(await limits.take(start('a3'), both)).toEqual({ of: 'service', freeAtMs: nowMs + 600_000 });
    nowMs += 599_999;
    expect(await limits.take(start('a4'), both)).toEqual({ of: 'service', freeAtMs: nowMs + 1 });
    nowMs += 1;
    expect(await limits.take(start('a5'), both)).toBeUndefined();
  });

  it('forget what is given back, and what was counted when it is too old to matter', async () => {
    const limits = createRedisCheckLimits({ redis, prefix, clock });
    const one = { person: { checks: 1, windowMs: 60_000 }, service: { checks: 1, windowMs: 60_000 } };
    await limits.take(start('a1'), one);
    await limits.giveBack(start('a1'));
    expect(await limits.take(start('a2'), one)).toBeUndefined();
    const keys = await redis.keys(`${prefix.replace(/[{}]/g, '\\$&')}:*`);
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  it('when lowered, are full until enough of what was started before is old enough', async () => {
    const limits = createRedisCheckLimits({ redis, prefix, clock });
    for (const id of ['a1', 'a2', 'a3']) {
      await limits.take(start(id), { person: three, service: undefined });
      nowMs += 1_000;
    }
    const one = { person: { checks: 1, windowMs: 60_000 }, service: undefined };
    expect(await limits.take(start('a4'), one)).toEqual({
      of: 'person',
      freeAtMs: 1_700_000_000_000 + 2_000 + 60_000,
    });
  });
});
