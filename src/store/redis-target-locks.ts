import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { TargetLocks } from '../check/target-locks.ts';
import { onRedis } from './redis-command.ts';

/** What a killed worker holds stays held this long; a living one renews it three times in that time. */
const expiresMs = 5_000;

/** KEYS: lock. ARGV: token, then the milliseconds that it is to last from now, or nothing to end it. Only its holder may. */
const renewScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return redis.call('DEL', KEYS[1])`;

/** Locks over all workers of one Redis. `redis` stays the caller's to close. */
export function createRedisTargetLocks(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly keepMs?: number;
}): TargetLocks {
  const { redis, prefix, keepMs = expiresMs } = options;
  return {
    acquire: async (url) => {
      // Urls may be long, and are nobody's business in a list of keys.
      const key = `${prefix}:store:target:${createHash('sha256').update(url).digest('hex')}`;
      const token = randomUUID();
      const taken = await onRedis(redis, () => redis.set(key, token, 'PX', keepMs, 'NX'));
      if (taken !== 'OK') return undefined;
      // What does not reach Redis is made up for by the expiry.
      const tell = (...more: number[]) =>
        void redis.eval(renewScript, 1, key, token, ...more).catch(() => undefined);
      const renewing = setInterval(() => tell(keepMs), keepMs / 3).unref();
      return {
        release: () => {
          clearInterval(renewing);
          tell();
        },
      };
    },
  };
}
