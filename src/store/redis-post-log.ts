import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { PostLog, PostRecord } from '../check/post-log.ts';
import { onRedis } from './redis-command.ts';

/** As long as the checks themselves. */
const keepMs = 30 * 24 * 60 * 60 * 1_000;

const StoredPost = z.discriminatedUnion('state', [
  z.object({ state: z.literal('attempted'), atMs: z.number(), fileIds: z.array(z.string()) }),
  z.object({ state: z.literal('posted'), ts: z.string() }),
]);

/** What was posted of each check, one hash a check. `redis` stays the caller's to close. */
export function createRedisPostLog(options: { readonly redis: Redis; readonly prefix: string }): PostLog {
  const { redis } = options;
  const posts = (check: string) => `${options.prefix}:store:posts:${check}`;
  return {
    get: (check, key) => onRedis(redis, async () => readPost(await redis.hget(posts(check), key))),
    set: async (check, key, record) => {
      const transaction = redis.multi().hset(posts(check), key, JSON.stringify(record));
      await onRedis(redis, async () => firstError(await transaction.pexpire(posts(check), keepMs).exec()));
    },
    clear: async (check, key) => {
      await onRedis(redis, () => redis.hdel(posts(check), key));
    },
  };
}

function readPost(text: string | null): PostRecord | undefined {
  return text === null ? undefined : StoredPost.parse(JSON.parse(text));
}

/** A transaction reports its commands' errors in its results, and null when it was discarded. */
function firstError(results: [Error | null, unknown][] | null): void {
  if (results === null) throw new Error('Redis discarded a transaction');
  for (const [error] of results) if (error !== null) throw error;
}
