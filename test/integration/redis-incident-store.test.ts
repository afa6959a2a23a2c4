import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { UnreadableIncidentsError } from '../../src/check/incident-store.ts';
import { afterAct } from '../../src/incident/act.ts';
import { recordCheck } from '../../src/incident/record-check.ts';
import { createRedisIncidentStore } from '../../src/store/redis-incident-store.ts';
import {
  acknowledged,
  dayMs,
  findings,
  firstMs,
  found,
  incident,
  laterMs,
  silenced,
} from '../incident/incident-fixtures.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

const prefix = '{incidents}';
const hash = `${prefix}:store:incidents:payments`;

let server: PrivateRedis;
let redis: Redis;
let nowMs = laterMs;
const store = (on: Redis = redis) => createRedisIncidentStore({ redis: on, prefix, clock: () => nowMs });

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  redis = new Redis(server.url);
  nowMs = laterMs;
});
afterEach(async () => {
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

/** Records a check that found this much. */
function recorded(check: string, fields: Parameters<typeof findings>[0] = {}, on?: Redis) {
  return store(on).record({ id: check, service: 'payments' }, (incidents) =>
    recordCheck(incidents, findings({ check, ...fields }), { nowMs, resolvedAfter: 3 }),
  );
}

describe('incidents in Redis', () => {
  it('come back as they were written, each service with its own', async () => {
    const all = [
      incident({ status: silenced, cameBack: { atMs: 5, resolved: { atMs: 4, by: 'U0BEA' } } }),
      incident({
        fingerprint: 'bbbbbbbbbbbb',
        status: {
          is: 'snoozed',
          by: 'U0BEA',
          atMs: 1,
          until: { kind: 'faster', perMinute: 2, replicas: 1 },
        },
      }),
    ];
    await store().change('payments', () => all);
    const read = await store().of('payments');
    expect([...read].sort((a, b) => a.fingerprint.localeCompare(b.fingerprint))).toEqual(all);
    expect(await store().of('orders')).toEqual([]);
  });

  it('live a year after the last change, and a check’s record as long as the check', async () => {
    await recorded('abc23456');
    expect(await redis.pttl(hash)).toBeGreaterThan(365 * dayMs);
    const left = await redis.pttl(`${prefix}:store:incident-check:abc23456`);
    expect(left).toBeGreaterThan(29 * dayMs);
    expect(left).toBeLessThanOrEqual(30 * dayMs);
  });

  it('are dropped at the next change when they have been dead for long', async () => {
    await store().change('payments', () => [incident()]);
    nowMs = firstMs + 100 * dayMs;
    await recorded('abc23456', { found: [found({ fingerprint: 'bbbbbbbbbbbb' })] });
    expect((await store().of('payments')).map(({ fingerprint }) => fingerprint)).toEqual(['bbbbbbbbbbbb']);
    expect(await redis.hlen(hash)).toBe(2);
  });
});

describe('a check', () => {
  it('counts once, however often its job runs, and is answered as the first time', async () => {
    const first = await recorded('abc23456');
    await recorded('bcd23456');
    expect(await recorded('abc23456')).toEqual(first);
    expect(first.findings.aaaaaaaaaaaa).toMatchObject({ state: 'new', seen: 1 });
    expect(await store().of('payments')).toMatchObject([{ seen: 2, last: { check: 'bcd23456' } }]);
  });

  it('without findings counts once too', async () => {
    await store().change('payments', () => [incident()]);
    await recorded('abc23456', { found: [] });
    const { absences } = await recorded('abc23456', { found: [] });
    expect(absences).toMatchObject([{ absent: 1 }]);
    expect(await store().of('payments')).toMatchObject([{ absent: 1 }]);
  });

  it('of which two workers run the same job at once counts once', async () => {
    const other = redis.duplicate();
    const both = await Promise.all([recorded('abc23456'), recorded('abc23456', {}, other)]);
    other.disconnect();
    expect(both[0]).toEqual(both[1]);
    expect(await store().of('payments')).toMatchObject([{ seen: 1 }]);
  });
});

describe('what happens at the same moment', () => {
  it('is all kept: checks that end together, and clicks on what they find', async () => {
    await store().change('payments', () => [incident()]);
    const others = [redis.duplicate(), redis.duplicate(), redis.duplicate()];
    const checks = Array.from({ length: 30 }, (_, index) =>
      recorded(`check${index + 10}`, {}, others[index % 3]),
    );
    const click = store().change('payments', (incidents) =>
      incidents.map((each) => afterAct(each, { action: 'acknowledge' }, { by: 'U0BEA', nowMs }) ?? each),
    );
    const elsewhere = store(others[0]).change('payments', (incidents) => [
      ...incidents,
      incident({ fingerprint: 'bbbbbbbbbbbb' }),
    ]);
    await Promise.all([...checks, click, elsewhere]);
    for (const each of others) each.disconnect();
    const read = await store().of('payments');
    expect(read.find(({ fingerprint }) => fingerprint === 'aaaaaaaaaaaa')).toMatchObject({
      seen: 31,
      status: { is: 'acknowledged', by: 'U0BEA' },
    });
    expect(read.map(({ fingerprint }) => fingerprint)).toContain('bbbbbbbbbbbb');
  });

  it('is not overwritten by a change that was worked out before', async () => {
    await store().change('payments', () => [incident()]);
    let tries = 0;
    await store().change('payments', (incidents) => {
      tries += 1;
      // The first time, another click gets in between the reading and the writing.
      if (tries === 1) void redis.hset(hash, 'version', '77');
      return incidents.map((each) => ({ ...each, status: acknowledged }));
    });
    expect(tries).toBe(2);
    expect(await store().of('payments')).toMatchObject([{ status: acknowledged }]);
  });
});

describe('a store that is of no use', () => {
  it.each([
    ['no JSON', '{'],
    ['another shape', '{"fingerprint":"aaaaaaaaaaaa"}'],
  ])('says that incidents cannot be read: %s', async (_, text) => {
    await redis.hset(hash, 'aaaaaaaaaaaa', text);
    await expect(store().of('payments')).rejects.toBeInstanceOf(UnreadableIncidentsError);
    await expect(recorded('abc23456')).rejects.toBeInstanceOf(UnreadableIncidentsError);
    expect(await redis.hget(hash, 'aaaaaaaaaaaa')).toBe(text);
  });

  it('says that Redis is away', async () => {
    const away = new Redis('redis://127.0.0.1:1', { lazyConnect: true, maxRetriesPerRequest: 0 });
    away.on('error', () => undefined);
    await expect(store(away).of('payments')).rejects.toBeInstanceOf(StoreUnavailableError);
    away.disconnect();
  });
});
