import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRedisAuditLog } from '../../src/store/redis-audit-log.ts';
import { createRedisCheckStore } from '../../src/store/redis-check-store.ts';
import { createRedisDigestStore } from '../../src/store/redis-digest-store.ts';
import { createRedisIncidentStore } from '../../src/store/redis-incident-store.ts';
import { aDigest } from '../check/digest-world.ts';
import { incident } from '../incident/incident-fixtures.ts';
import { newCheck } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;
let redis: Redis;
let prefix: string;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});
beforeEach(() => {
  prefix = `{by-workspace-${randomBytes(4).toString('hex')}}`;
});

describe('in Redis', () => {
  it('checks of two workspaces hold service and window back each for its own, until they end', async () => {
    const store = createRedisCheckStore({ redis, prefix, clock: Date.now });
    const acme = newCheck({ id: 'acme01', team: 'T0ACME' });
    const beta = newCheck({ id: 'beta01', team: 'T0BETA' });
    const alone = newCheck({ id: 'alone1' });
    for (const check of [acme, beta, alone]) {
      await store.create(check);
      expect(await store.reserve(check)).toBe(true);
    }
    const { service, windowMs } = acme;
    expect(await store.reserve({ ...acme, id: 'acme02' })).toBe(false);
    expect((await store.running(service, windowMs, 'T0ACME'))?.id).toBe('acme01');
    expect((await store.running(service, windowMs, 'T0BETA'))?.id).toBe('beta01');
    expect((await store.running(service, windowMs))?.id).toBe('alone1');

    await store.setState('acme01', 'cancelled');
    expect(await store.running(service, windowMs, 'T0ACME')).toBeUndefined();
    expect(await store.reserve({ ...acme, id: 'acme02' })).toBe(true);
    expect((await store.running(service, windowMs, 'T0BETA'))?.id).toBe('beta01');
    const past = async (team?: string) =>
      (await store.history({ service: undefined, limit: 9, team })).map(({ id }) => id);
    expect(await past('T0ACME')).toEqual(['acme01']);
    expect(await past('T0BETA')).toEqual([]);
    expect(await past()).toEqual([]);
    expect(await store.get('acme01')).toMatchObject({ team: 'T0ACME', state: 'cancelled' });
  });

  it('a check that was stored before there were workspaces has none, and is read as ever', async () => {
    const store = createRedisCheckStore({ redis, prefix, clock: Date.now });
    await store.create(newCheck({ id: 'before' }));
    expect(await redis.hexists(`${prefix}:store:check:before`, 'team')).toBe(0);
    expect((await store.get('before'))?.team).toBeUndefined();
    await store.setState('before', 'failed');
    expect(await redis.zrange(`${prefix}:store:history`, '0', '-1')).toEqual(['before']);
  });

  it('digests of one name, and what is remembered of them, are apart', async () => {
    const [acme, beta] = ['T0ACME', 'T0BETA'].map((team) => createRedisDigestStore({ redis, prefix, team }));
    expect(await acme?.add(aDigest({ name: 'morning', channel: 'C0ACME' }))).toBe(true);
    expect(await beta?.add(aDigest({ name: 'morning', channel: 'C0BETA' }))).toBe(true);
    await acme?.note('morning', { pause: { by: 'U0ANN', atMs: 1 } });
    expect(await beta?.added()).toMatchObject([{ name: 'morning', channel: 'C0BETA', team: 'T0BETA' }]);
    expect((await beta?.recordOf('morning'))?.pause).toBeUndefined();
    expect(await createRedisDigestStore({ redis, prefix }).added()).toEqual([]);
  });

  it('what people of one workspace make of a leak counts there alone', async () => {
    const at = (team: string | undefined) =>
      createRedisIncidentStore({ redis, prefix, clock: Date.now, team });
    await at('T0ACME').change('payments', () => [incident({ first: now(), last: now() })]);
    expect(await at('T0ACME').of('payments')).toHaveLength(1);
    expect(await at('T0BETA').of('payments')).toEqual([]);
    expect(await at(undefined).of('payments')).toEqual([]);
  });

  it('the audit log shows one workspace its own, and who runs leakcheck all of it', async () => {
    const log = createRedisAuditLog({ redis, prefix, maxEntries: 100 });
    const deed = { at: '2026-11-28T18:00:00.000Z', by: 'U0ANN', what: 'check', via: 'command' } as const;
    for (const team of ['T0ACME', 'T0BETA', undefined]) {
      await log.append({ ...deed, channel: 'C0PAY', outcome: 'done', team });
    }
    const teams = async (team?: string) =>
      (await log.latest({ service: undefined, limit: 9, team })).entries.map((entry) => entry.team);
    expect(await teams('T0ACME')).toEqual(['T0ACME']);
    expect(await teams()).toEqual([undefined, 'T0BETA', 'T0ACME']);
  });
});

function now() {
  return { ...incident({}).last, atMs: Date.now() };
}
