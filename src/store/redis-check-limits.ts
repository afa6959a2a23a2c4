import type { Redis } from 'ioredis';
import type { RateLimit } from '../access/rate-limit.ts';
import type { CheckLimits } from '../check/check-limits.ts';
import { onRedis } from './redis-command.ts';

/**
 * KEYS: the starts of a person, of a service. ARGV: now, the id, then for each key how many starts it may hold (or '') and over how
 * many milliseconds. Answers the number of the key that is full for longest and until when, or nothing and has counted.
 */
const takeScript = `
local now, id = tonumber(ARGV[1]), ARGV[2]
local fullest, freeAt = 0, 0
for index = 1, 2 do
  local most, window = tonumber(ARGV[1 + 2 * index]), tonumber(ARGV[2 + 2 * index])
  if most then
    redis.call('ZREMRANGEBYSCORE', KEYS[index], '-inf', now - window)
    local over = redis.call('ZCARD', KEYS[index]) - most
    if over >= 0 then
      local free = tonumber(redis.call('ZRANGE', KEYS[index], over, over, 'WITHSCORES')[2]) + window
      if free > freeAt then fullest, freeAt = index, free end
    end
  end
end
if fullest > 0 then return {fullest, freeAt} end
for index = 1, 2 do
  if ARGV[1 + 2 * index] ~= '' then
    redis.call('ZADD', KEYS[index], now, id)
    redis.call('PEXPIRE', KEYS[index], ARGV[2 + 2 * index])
  end
end
return {}`;

/** Starts of checks in one sorted set a person and one a service, by time. `redis` stays the caller's to close. */
export function createRedisCheckLimits(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: () => number;
}): CheckLimits {
  const { redis, prefix, clock } = options;
  const keysOf = ({ person, service }: { readonly person: string; readonly service: string }) =>
    [`${prefix}:store:starts:person:${person}`, `${prefix}:store:starts:service:${service}`] as const;
  return {
    take: async (start, { person, service }) => {
      const reply = await onRedis(redis, () =>
        redis.eval(takeScript, 2, ...keysOf(start), clock(), start.id, ...argsOf(person), ...argsOf(service)),
      );
      const [full, freeAtMs] = Array.isArray(reply) ? reply.map(Number) : [];
      if (full === undefined || freeAtMs === undefined) return undefined;
      return { of: full === 1 ? 'person' : 'service', freeAtMs };
    },
    giveBack: async (start) => {
      await onRedis(redis, () => Promise.all(keysOf(start).map((key) => redis.zrem(key, start.id))));
    },
  };
}

function argsOf(limit: RateLimit | undefined): readonly [number | string, number] {
  return limit === undefined ? ['', 0] : [limit.checks, limit.windowMs];
}
