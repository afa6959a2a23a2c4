import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import type { DigestStore } from '../../src/check/digests/digest-store.ts';
import { connectFailFast } from '../../src/redis/connect.ts';
import { createRedisDigestStore } from '../../src/store/redis-digest-store.ts';
import { aDigest } from '../check/digest-world.ts';
import { memoryDigests } from '../check/memory-digests.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = new Redis(server.url);
});

afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

const stores: Readonly<Record<string, () => DigestStore>> = {
  Redis: () => createRedisDigestStore({ redis, prefix: `{test-${randomBytes(4).toString('hex')}}` }),
  memory: memoryDigests,
};

describe.each(Object.keys(stores))('digests in %s', (kind) => {
  const open = () => stores[kind]?.() ?? memoryDigests();

  it('come back as they were added, one of a name', async () => {
    const store = open();
    const whole = aDigest({
      services: ['payments'],
      windowMs: 60_000,
      quietHours: { from: 1_320, to: 420 },
      addedBy: 'U0ANN',
    });
    expect(await store.add(whole)).toBe(true);
    expect(await store.add(aDigest({ cron: '0 10 * * *' }))).toBe(false);
    expect(await store.add(aDigest({ name: 'evening' }))).toBe(true);
    const added = [...(await store.added())].sort((a, b) => a.name.localeCompare(b.name));
    expect(added).toEqual([aDigest({ name: 'evening' }), whole]);
  });

  it('keep what is noted of them, part by part', async () => {
    const store = open();
    const progress = { schedule: 'a', sinceMs: 1, handledMs: 2 };
    const memory = { run: 'digest-morning-1', atMs: 3, services: { payments: { verdict: 'leak' as const } } };
    const problem = { dueMs: 1, atMs: 2, problem: 'archived', nextStep: 'open it' };
    await store.note('morning', { progress, pause: { by: 'U0ANN', atMs: 5 } });
    await store.note('morning', { memory, problem });
    await store.note('morning', { pause: undefined });
    expect(await store.recordOf('morning')).toEqual({ progress, memory, problem, pause: undefined });
    expect(await store.recordOf('evening')).toEqual({
      progress: undefined,
      memory: undefined,
      problem: undefined,
      pause: undefined,
    });
  });

  it('are gone with all that was noted of them once they are removed', async () => {
    const store = open();
    await store.add(aDigest());
    await store.note('morning', { pause: { by: 'U0ANN', atMs: 5 } });
    expect(await store.recorded()).toEqual(['morning']);
    expect(await store.remove('morning')).toBe(true);
    expect(await store.remove('morning')).toBe(false);
    expect(await store.added()).toEqual([]);
    expect(await store.recorded()).toEqual([]);
    expect((await store.recordOf('morning')).pause).toBeUndefined();
  });
});

it('one that cannot be read is named, and the others come back', async () => {
  const prefix = `{test-${randomBytes(4).toString('hex')}}`;
  const store = createRedisDigestStore({ redis, prefix });
  await store.add(aDigest());
  await redis.hset(`${prefix}:store:digests`, {
    newer: '{"name":"newer","every":"full moon"}',
    torn: '{"na',
  });
  expect(await store.added()).toEqual([aDigest()]);
  expect([...(await store.unreadable())].sort()).toEqual(['newer', 'torn']);
  expect(await store.add(aDigest({ name: 'torn' }))).toBe(false);
  expect(await store.remove('torn')).toBe(true);
  expect(await store.unreadable()).toEqual(['newer']);
});

it('a Redis that is away is said to be', async () => {
  const gone = connectFailFast('redis://127.0.0.1:1', () => undefined);
  const store = createRedisDigestStore({ redis: gone, prefix: '{test}' });
  await expect(store.added()).rejects.toThrow(StoreUnavailableError);
  gone.disconnect();
});
