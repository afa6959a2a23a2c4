import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  type Installation,
  type Installations,
  installationId,
  UnreadableInstallationError,
} from '../check/workspaces/installations.ts';
import { onRedis } from './redis-command.ts';
import { type SealProblem, seal, unseal } from './sealed-text.ts';

const named = z.object({ id: z.string(), name: z.string().optional() });

const StoredInstallation = z.object({
  team: named.optional(),
  enterprise: named.optional(),
  botToken: z.string().min(1),
  botId: z.string(),
  botUserId: z.string(),
  scopes: z.array(z.string()),
  installedBy: z.string(),
  installedAtMs: z.number(),
});

/**
 * Installations in Redis, one sealed text each: what is written in the clear are ids of workspaces. Of the keys (32 bytes each) the first
 * seals, and all open. `redis` stays the caller's to close.
 */
export function createRedisInstallations(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly keys: readonly [Uint8Array, ...Uint8Array[]];
}): Installations {
  const { redis, prefix, keys } = options;
  const all = `${prefix}:store:installations`;
  const members = `${prefix}:store:installation-members`;
  const at = (id: string) => `${prefix}:store:installation:${id}`;

  const get = async (id: string): Promise<Installation | undefined> => {
    const record = await onRedis(redis, () => redis.get(at(id)));
    return record === null ? undefined : opened(record, id, keys);
  };
  const remember = async (team: string, enterprise: string) => {
    await onRedis(redis, () => redis.hset(members, team, enterprise));
  };
  return {
    get,
    put: async (installation) => {
      const id = installationId(installation);
      const record = seal(JSON.stringify(installation), { key: keys[0], place: placeOf(id) });
      await onRedis(redis, async () => done(await redis.multi().set(at(id), record).sadd(all, id).exec()));
    },
    of: async ({ team, enterprise }) => {
      const own = team === undefined ? undefined : await get(team);
      if (own !== undefined) return own;
      const known =
        enterprise ?? (team === undefined ? null : await onRedis(redis, () => redis.hget(members, team)));
      const shared = known === null ? undefined : await get(known);
      if (shared !== undefined && team !== undefined && enterprise !== undefined) {
        await remember(team, enterprise);
      }
      return shared;
    },
    remove: async (id) => {
      const results = await onRedis(redis, () => redis.multi().del(at(id)).srem(all, id).exec());
      done(results);
      for (const [team, enterprise] of Object.entries(await onRedis(redis, () => redis.hgetall(members)))) {
        if (enterprise === id) await onRedis(redis, () => redis.hdel(members, team));
      }
      return results?.[0]?.[1] === 1;
    },
    ids: () => onRedis(redis, async () => (await redis.smembers(all)).sort()),
    teams: () =>
      onRedis(redis, async () => {
        const [own, shared] = await Promise.all([redis.smembers(all), redis.hkeys(members)]);
        return [...new Set([...own.filter((id) => id.startsWith('T')), ...shared])].sort();
      }),
  };
}

/** Authenticated with the record, so that one workspace's record is refused as another's. */
function placeOf(id: string): string {
  return `leakcheck installation ${id}`;
}

const problems: Readonly<Record<SealProblem, readonly [string, string]>> = {
  'no record': [
    'what is stored is not what leakcheck writes',
    'install the app there again, and see who else writes into this Redis',
  ],
  'another key': [
    'it was encrypted with a key that LEAKCHECK_ENCRYPTION_KEY does not name',
    'add the earlier key behind the one in use, after a comma, or install the app there again',
  ],
  tampered: [
    'it was changed, or belongs to another workspace',
    'install the app there again, and see who else writes into this Redis',
  ],
};

function opened(record: string, id: string, keys: readonly Uint8Array[]): Installation {
  const result = unseal(record, { keys, place: placeOf(id) });
  if ('problem' in result) throw new UnreadableInstallationError(id, ...problems[result.problem]);
  // Only leakcheck could seal it; another version may have.
  const read = StoredInstallation.safeParse(jsonOf(result.text));
  if (!read.success) throw new UnreadableInstallationError(id, ...problems['no record']);
  const { team, enterprise } = read.data;
  return { ...read.data, team, enterprise };
}

/** A parser's own error would quote the text. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A transaction reports its commands' errors in its results, and null when it was discarded. */
function done(results: [Error | null, unknown][] | null): void {
  if (results === null) throw new Error('Redis discarded a transaction');
  for (const [error] of results) if (error !== null) throw error;
}
