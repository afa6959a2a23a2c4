import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { DigestRecord, DigestStore } from '../check/digests/digest-store.ts';
import { parsedJson } from '../check/parsed-json.ts';
import { Digest } from '../digest/digest.ts';
import { DigestMemory } from '../digest/facts.ts';
import { onRedis } from './redis-command.ts';

const parts = {
  progress: z.object({ schedule: z.string(), sinceMs: z.number(), handledMs: z.number() }),
  pause: z.object({ by: z.string(), atMs: z.number() }),
  memory: DigestMemory,
  problem: z.object({ dueMs: z.number(), atMs: z.number(), problem: z.string(), nextStep: z.string() }),
} as const;

const partNames = ['progress', 'pause', 'memory', 'problem'] as const satisfies (keyof DigestRecord)[];

/** Added digests in one Redis hash, and a hash for what is remembered of each. `redis` stays the caller's to close. */
export function createRedisDigestStore(options: {
  readonly redis: Redis;
  readonly prefix: string;
  /** The workspace whose they are; undefined where there is only one. */
  readonly team?: string | undefined;
}): DigestStore {
  const { redis, team } = options;
  const base = team === undefined ? `${options.prefix}:store` : `${options.prefix}:store:in:${team}`;
  const added = `${base}:digests`;
  const names = `${base}:digests-recorded`;
  const recordKey = (name: string) => `${base}:digest:${name}`;

  const stored = () => onRedis(redis, () => redis.hgetall(added));
  const forget = async (name: string) => {
    await onRedis(redis, async () => done(await redis.multi().del(recordKey(name)).srem(names, name).exec()));
  };
  return {
    added: async () => {
      const digests = Object.values(await stored()).flatMap((text) => parsedJson(Digest, text) ?? []);
      return team === undefined ? digests : digests.map((digest) => ({ ...digest, team }));
    },
    unreadable: async () =>
      Object.entries(await stored()).flatMap(([name, text]) =>
        parsedJson(Digest, text) === undefined ? name : [],
      ),
    add: (digest) =>
      onRedis(redis, async () => (await redis.hsetnx(added, digest.name, JSON.stringify(digest))) === 1),
    remove: async (name) => {
      const removed = await onRedis(redis, () => redis.hdel(added, name));
      if (removed === 1) await forget(name);
      return removed === 1;
    },
    recordOf: (name) =>
      onRedis(redis, async () => {
        const fields = await redis.hgetall(recordKey(name));
        return {
          progress: read(parts.progress, fields.progress),
          pause: read(parts.pause, fields.pause),
          memory: read(parts.memory, fields.memory),
          problem: read(parts.problem, fields.problem),
        };
      }),
    note: async (name, changes) => {
      const transaction = redis.multi().sadd(names, name);
      for (const part of partNames) {
        if (!(part in changes)) continue;
        const value = changes[part];
        if (value === undefined) transaction.hdel(recordKey(name), part);
        else transaction.hset(recordKey(name), part, JSON.stringify(value));
      }
      await onRedis(redis, async () => done(await transaction.exec()));
    },
    recorded: () => onRedis(redis, () => redis.smembers(names)),
    forget,
  };
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** A transaction reports its commands' errors in its results, and null when it was discarded. */
function done(results: [Error | null, unknown][] | null): void {
  if (results === null) throw new Error('Redis discarded a transaction');
  for (const [error] of results) if (error !== null) throw error;
}
