import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { type Installation, UnreadableInstallationError } from '../../src/check/workspaces/installations.ts';
import { connectFailFast } from '../../src/redis/connect.ts';
import { createRedisInstallStates } from '../../src/store/redis-install-states.ts';
import { createRedisInstallations } from '../../src/store/redis-installations.ts';
import { anInstallation } from '../check/workspaces/an-installation.ts';
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
  prefix = `{installs-${randomBytes(4).toString('hex')}}`;
});

const [key, other] = [randomBytes(32), randomBytes(32)];
const token = 'xoxb-s3cr3t-of-acme';
const acme = anInstallation({ botToken: token });
const orgWide = anInstallation({ team: undefined, enterprise: { id: 'E0ORG' }, botToken: 'xoxb-of-the-org' });

const open = (keys: readonly [Uint8Array, ...Uint8Array[]] = [key]) =>
  createRedisInstallations({ redis, prefix, keys });
const at = (id: string) => `${prefix}:store:installation:${id}`;

async function problemOf(reading: Promise<unknown>): Promise<UnreadableInstallationError> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UnreadableInstallationError)) throw new Error('it was read', { cause: error });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
  return error;
}

describe('installations in Redis', () => {
  it('are read as they were put, the newest of a workspace alone', async () => {
    const store = open();
    await store.put(acme);
    expect(await store.of({ team: 'T0ACME' })).toEqual(acme);
    const again: Installation = { ...acme, botToken: 'xoxb-new', scopes: ['commands', 'chat:write'] };
    await store.put(again);
    expect(await store.get('T0ACME')).toEqual(again);
    expect(await store.ids()).toEqual(['T0ACME']);
    expect(await store.of({ team: 'T0BETA' })).toBeUndefined();
    expect(await store.of({ team: undefined })).toBeUndefined();
  });

  it('show nobody who reads Redis a token, or who installed it', async () => {
    await open().put(acme);
    const [record, keys] = [await redis.get(at('T0ACME')), await redis.keys(`${prefix}*`)];
    for (const hidden of [token, 's3cr3t', 'U0ANN', 'B0BOT']) {
      expect(`${record} ${keys}`).not.toContain(hidden);
    }
  });

  it('are gone once removed, and removing again finds none', async () => {
    const store = open();
    await store.put(acme);
    expect(await store.remove('T0ACME')).toBe(true);
    expect(await store.of({ team: 'T0ACME' })).toBeUndefined();
    expect(await store.ids()).toEqual([]);
    expect(await store.remove('T0ACME')).toBe(false);
  });

  it('of an organisation serve its workspaces, also where later only the workspace is known', async () => {
    const store = open();
    await store.put(orgWide);
    expect(await store.of({ team: 'T0IN' })).toBeUndefined();
    expect(await store.of({ team: 'T0IN', enterprise: 'E0ORG' })).toEqual(orgWide);
    expect(await store.of({ team: 'T0IN' })).toEqual(orgWide);
    expect(await store.teams()).toEqual(['T0IN']);
    await store.put(acme);
    expect(await store.teams()).toEqual(['T0ACME', 'T0IN']);
    await store.remove('E0ORG');
    expect(await store.of({ team: 'T0IN' })).toBeUndefined();
    expect(await store.teams()).toEqual(['T0ACME']);
  });

  it('of a workspace come before those of its organisation', async () => {
    const store = open();
    await store.put(orgWide);
    await store.put({ ...acme, enterprise: { id: 'E0ORG' } });
    expect((await store.of({ team: 'T0ACME', enterprise: 'E0ORG' }))?.botToken).toBe(token);
  });

  it('are read with an older key, and written with the first', async () => {
    await open([other]).put(acme);
    const store = open([key, other]);
    expect(await store.get('T0ACME')).toEqual(acme);
    await store.put(acme);
    expect(await open([key]).get('T0ACME')).toEqual(acme);
  });

  it('name what to do where no key at hand reads them', async () => {
    await open([other]).put(acme);
    const { message, installation } = await problemOf(open([key]).get('T0ACME'));
    expect(installation).toBe('T0ACME');
    expect(message).toContain('LEAKCHECK_ENCRYPTION_KEY');
    expect(message).toContain('Next step: add the earlier key');
  });

  it('cannot be moved to another workspace', async () => {
    await open().put(acme);
    await redis.copy(at('T0ACME'), at('T0EVIL'));
    const { message } = await problemOf(open().of({ team: 'T0EVIL' }));
    expect(message).toContain('belongs to another workspace');
  });

  it.each([
    ['text of somebody else', 'hello'],
    ['an empty text', ''],
    ['a token in the clear', token],
    ['a record without its parts', '{"v":1}'],
    ['an old installation in the clear', JSON.stringify({ botToken: token, team: { id: 'T0ACME' } })],
  ])('refuse %s', async (_, record) => {
    await redis.set(at('T0ACME'), record);
    expect((await problemOf(open().get('T0ACME'))).message).toContain('install the app there again');
  });

  it('fail fast while Redis is away', async () => {
    const away = connectFailFast('redis://127.0.0.1:1', () => undefined);
    const store = createRedisInstallations({ redis: away, prefix, keys: [key] });
    await expect(store.of({ team: 'T0ACME' })).rejects.toBeInstanceOf(StoreUnavailableError);
    away.disconnect();
  });
});

describe('states of installations in Redis', () => {
  it('are good once, for ten minutes, and cannot be read from their keys', async () => {
    const states = createRedisInstallStates({ redis, prefix });
    const state = await states.issue();
    const [name = ''] = await redis.keys(`${prefix}*`);
    expect(name).not.toContain(state);
    const leftMs = await redis.pttl(name);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(600_000);
    expect(await states.redeem(state)).toBe(true);
    expect(await states.redeem(state)).toBe(false);
    expect(await states.redeem('made up')).toBe(false);
    expect(await states.issue()).not.toBe(state);
  });

  it('are redeemed by one of those who come at the same moment', async () => {
    const states = createRedisInstallStates({ redis, prefix });
    const state = await states.issue();
    const all = await Promise.all(Array.from({ length: 10 }, () => states.redeem(state)));
    expect(all.filter((isGood) => isGood)).toHaveLength(1);
  });
});
