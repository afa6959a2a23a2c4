import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckOutcome } from '../../src/check/check.ts';
import { stepsOfCheck } from '../../src/check/is-ended.ts';
import { createRedisCheckStore } from '../../src/store/redis-check-store.ts';
import { createRedisPostLog } from '../../src/store/redis-post-log.ts';
import { newCheck } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

const prefix = '{store}';
const whole = { index: 0, of: 1 };
const outcome: CheckOutcome = {
  verdict: 'leak',
  confidence: 0.97,
  reason: 'grows 2 MiB a minute',
  finishedAtMs: 5,
  proposedWindowMs: undefined,
};

let server: PrivateRedis;
let redis: Redis;
let nowMs = Date.now();
const store = () => createRedisCheckStore({ redis, prefix, clock: () => nowMs });

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  redis = new Redis(server.url);
  nowMs = Date.now();
});
afterEach(async () => {
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

describe('a stored check', () => {
  it.each([
    ['with everything', { threadTs: '1.2', t0Ms: 7, replicas: ['a', 'b'], points: 9, captured: 2, outcome }],
    ['with nothing but the question', { threadTs: undefined, rootTs: undefined }],
    ['in the thread of a known leak', { threadTs: '1.2', joinsKnown: true }],
    [
      'with text that could be taken for something else',
      { service: 'a:b {c} "d"', channel: '0123', requestedBy: '7' },
    ],
  ])('comes back as it was put in, %s', async (_title, fields) => {
    const check = newCheck({ id: 'abcdef', ...fields });
    await store().create(check);
    expect(await store().get('abcdef')).toEqual(check);
  });

  it('is not there before it is created', async () => {
    expect(await store().get('abcdef')).toBeUndefined();
  });

  it('is not overwritten by creating it again', async () => {
    await store().create(newCheck({ id: 'abcdef' }));
    await store().setState('abcdef', 'capturing');
    await store().create(newCheck({ id: 'abcdef' }));
    expect((await store().get('abcdef'))?.state).toBe('capturing');
  });

  it('tells where it stands without being read whole', async () => {
    expect(await store().stateOf('abcdef')).toBeUndefined();
    await store().create(newCheck({ id: 'abcdef' }));
    await store().setState('abcdef', 'capturing');
    expect(await store().stateOf('abcdef')).toBe('capturing');
  });

  it('is one of the unfinished, oldest first, however many there are', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `check${index}`);
    for (const [requestedAtMs, id] of ids.entries()) await store().create(newCheck({ id, requestedAtMs }));
    expect((await store().unfinished()).map(({ id }) => id)).toEqual(ids);
  });

  it('takes its plan and its root message', async () => {
    await store().create(newCheck({ id: 'abcdef', rootTs: undefined }));
    await store().setPlan('abcdef', { t0Ms: 42, replicas: ['a'], points: 5 });
    await store().setRoot('abcdef', '1.5');
    expect(await store().get('abcdef')).toMatchObject({
      t0Ms: 42,
      replicas: ['a'],
      points: 5,
      rootTs: '1.5',
    });
  });

  it('takes the thread of the digest that told of it, also when it is over', async () => {
    await store().create(newCheck({ id: 'abcdef', threadTs: undefined, rootTs: undefined }));
    await store().finish('abcdef', outcome);
    await store().setThread('abcdef', '1.7');
    expect(await store().get('abcdef')).toMatchObject({
      state: 'done',
      threadTs: '1.7',
      rootTs: undefined,
    });
  });

  it('counts each time point once', async () => {
    await store().create(newCheck({ id: 'abcdef' }));
    const counts = [];
    for (const point of [0, 0, 2, 0, 2]) counts.push(await store().pointDone('abcdef', point, whole));
    expect(counts).toEqual([1, 1, 2, 2, 2]);
    expect((await store().get('abcdef'))?.captured).toBe(2);
  });

  it('counts a time point of several batches once the last of them is over, each batch once', async () => {
    await store().create(newCheck({ id: 'abcdef' }));
    const counts = [];
    for (const [point, index] of [
      [0, 0],
      [0, 2],
      [0, 2],
      [1, 1],
      [0, 1],
      [0, 0],
      [1, 0],
      [1, 2],
    ] as const) {
      counts.push(await store().pointDone('abcdef', point, { index, of: 3 }));
    }
    expect(counts).toEqual([0, 0, 0, 0, 1, 1, 1, 2]);
    expect((await store().get('abcdef'))?.captured).toBe(2);
  });

  it('is not brought back by a late write', async () => {
    await store().setRoot('abcdef', '1.5');
    await store().pointDone('abcdef', 0, whole);
    expect(await store().setState('abcdef', 'capturing')).toBe(false);
    await store().finish('abcdef', outcome);
    expect(await redis.keys(`${prefix}*`)).toEqual([]);
  });

  it('goes on from step to step, and never back', async () => {
    await store().create(newCheck({ id: 'abcdef', state: 'requested' }));
    for (const [at, state] of stepsOfCheck.entries()) {
      expect(await store().setState('abcdef', state)).toBe(true);
      for (const before of stepsOfCheck.slice(0, at)) {
        expect(await store().setState('abcdef', before)).toBe(false);
      }
      expect(await store().stateOf('abcdef')).toBe(state);
    }
    expect(await store().setState('abcdef', 'failed')).toBe(true);
  });

  it.each(['done', 'failed', 'cancelled'] as const)('that is %s stays so', async (state) => {
    await store().create(newCheck({ id: 'abcdef' }));
    expect(await store().setState('abcdef', state)).toBe(true);
    for (const other of ['queued', 'capturing', 'done', 'cancelled'] as const) {
      expect(await store().setState('abcdef', other)).toBe(false);
    }
    await store().finish('abcdef', outcome);
    expect(await store().get('abcdef')).toMatchObject({ state, outcome: undefined });
  });

  it('expires some time after its end, and not before it', async () => {
    await store().create(newCheck({ id: 'abcdef' }));
    const key = `${prefix}:store:check:abcdef`;
    expect(await redis.pttl(key)).toBe(-1);
    await store().finish('abcdef', outcome);
    expect(await redis.pttl(key)).toBeGreaterThan(29 * 24 * 3_600_000);
  });

  it('that cannot be read says which field is wrong', async () => {
    await store().create(newCheck({ id: 'abcdef' }));
    await redis.hset(`${prefix}:store:check:abcdef`, 'state', 'dancing');
    await expect(store().get('abcdef')).rejects.toThrow(/state/);
  });
});

describe('the reservation of service and window', () => {
  const first = { id: 'abcdef', service: 'payments', windowMs: 10_000 };
  const second = { ...first, id: 'bcdefg' };

  it('is given to one of many that ask at once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `check${index}a`);
    for (const id of ids) await store().create(newCheck({ id }));
    const given = await Promise.all(ids.map((id) => store().reserve({ ...first, id })));
    expect(given.filter((yes) => yes)).toHaveLength(1);
  });

  it('is given again to who holds it, and names its check', async () => {
    await store().create(newCheck(first));
    expect([await store().reserve(first), await store().reserve(first)]).toEqual([true, true]);
    expect((await store().running('payments', 10_000))?.id).toBe('abcdef');
    expect(await store().running('payments', 20_000)).toBeUndefined();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['its check is done', () => store().finish('abcdef', outcome)],
    ['its check failed', () => store().setState('abcdef', 'failed')],
    ['its check was cancelled', () => store().setState('abcdef', 'cancelled')],
    ['it is released', () => store().release(first)],
    ['its check is gone', () => redis.del(`${prefix}:store:check:abcdef`)],
  ])('is free again when %s', async (_title, end) => {
    await store().create(newCheck(first));
    await store().create(newCheck(second));
    await store().reserve(first);
    expect(await store().reserve(second)).toBe(false);
    await end();
    expect(await store().reserve(second)).toBe(true);
  });

  it('is not released by a check that does not hold it', async () => {
    await store().create(newCheck(first));
    await store().reserve(first);
    await store().release(second);
    expect((await store().running('payments', 10_000))?.id).toBe('abcdef');
  });
});

describe('history', () => {
  it('has ended checks only, newest first, of one service or of all', async () => {
    for (const [index, id] of ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'].entries()) {
      await store().create(
        newCheck({ id, service: index % 2 === 0 ? 'payments' : 'orders', requestedAtMs: index }),
      );
    }
    for (const id of ['aaaaaa', 'bbbbbb', 'cccccc']) {
      nowMs += 10;
      await store().finish(id, outcome);
    }
    const ids = async (service: string | undefined, limit: number) =>
      (await store().history({ service, limit })).map(({ id }) => id);
    expect(await ids(undefined, 10)).toEqual(['cccccc', 'bbbbbb', 'aaaaaa']);
    expect(await ids('payments', 10)).toEqual(['cccccc', 'aaaaaa']);
    expect(await ids(undefined, 1)).toEqual(['cccccc']);
    expect(await ids(undefined, 0)).toEqual([]);
    expect((await store().unfinished()).map(({ id }) => id)).toEqual(['dddddd']);
  });

  it('keeps the newest two hundred of a service and deletes the rest', async () => {
    for (let index = 0; index < 205; index += 1) {
      nowMs += 1;
      await store().create(newCheck({ id: `check${index}` }));
      await store().finish(`check${index}`, outcome);
    }
    const kept = await store().history({ service: 'payments', limit: 1_000 });
    expect(kept).toHaveLength(200);
    expect(kept[0]?.id).toBe('check204');
    expect(await store().get('check4')).toBeUndefined();
    expect(await store().history({ service: undefined, limit: 1_000 })).toHaveLength(200);
  });

  it('forgets what ended a month ago', async () => {
    await store().create(newCheck({ id: 'aaaaaa' }));
    await store().finish('aaaaaa', outcome);
    nowMs += 31 * 24 * 3_600_000;
    await store().create(newCheck({ id: 'bbbbbb' }));
    await store().finish('bbbbbb', outcome);
    expect((await store().history({ service: 'payments', limit: 10 })).map(({ id }) => id)).toEqual([
      'bbbbbb',
    ]);
  });
});

describe('a claim', () => {
  it('is given once, and again after it was given back', async () => {
    const claim = () => store().claim('delivery:1', 60_000);
    const given = await Promise.all(Array.from({ length: 10 }, claim));
    expect(given.filter((yes) => yes)).toHaveLength(1);
    await store().unclaim('delivery:1');
    expect(await claim()).toBe(true);
    expect(await redis.pttl(`${prefix}:store:claim:delivery:1`)).toBeGreaterThan(50_000);
  });
});

describe('the log of posts', () => {
  const log = () => createRedisPostLog({ redis, prefix });

  it.each([
    ['an attempt', { state: 'attempted', atMs: 5, fileIds: ['F1', 'F2'] } as const],
    ['a post', { state: 'posted', ts: '1700000000.000100' } as const],
  ])('gives %s back until it is cleared, and forgets it after a month', async (_title, record) => {
    await log().set('abcdef', 'root', record);
    expect(await log().get('abcdef', 'root')).toEqual(record);
    expect(await log().get('abcdef', 'verdict')).toBeUndefined();
    expect(await redis.pttl(`${prefix}:store:posts:abcdef`)).toBeGreaterThan(29 * 24 * 3_600_000);
    await log().clear('abcdef', 'root');
    expect(await log().get('abcdef', 'root')).toBeUndefined();
  });

  it('refuses what is no record', async () => {
    await redis.hset(`${prefix}:store:posts:abcdef`, 'root', '{"state":"maybe"}');
    await expect(log().get('abcdef', 'root')).rejects.toThrow();
  });
});
