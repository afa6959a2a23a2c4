import type { Redis } from 'ioredis';
import type { RedisEnvironment } from '../config/environment.ts';
import { type Examination, skipAll } from './examination.ts';
import {
  judgeEviction,
  judgeLatency,
  judgePersistence,
  judgeVersion,
  redisExaminations,
} from './judge-redis.ts';
import { openRedis, tryWrite } from './open-redis.ts';
import { askRedisFacts } from './redis-facts.ts';
import { addressOf, redisFailure } from './redis-failure.ts';

const roundTrips = 15;
/** A slow Redis is measured with fewer of them. */
const measuresMs = 1_500;

/** Connects, writes one key of its own that it removes again, and judges what Redis says of itself. */
export async function examineRedis({ url, prefix }: RedisEnvironment): Promise<readonly Examination[]> {
  const opened = await openRedis(url);
  if (!('redis' in opened)) return [opened, ...unseen()];
  try {
    return await examine(opened.redis, { url, prefix });
  } catch (error) {
    return [redisFailure(url, error), ...unseen()];
  } finally {
    opened.redis.disconnect();
  }
}

async function examine(redis: Redis, { url, prefix }: RedisEnvironment): Promise<readonly Examination[]> {
  const refused = await tryWrite(redis, prefix);
  const facts = await askRedisFacts(redis);
  const reachable: Examination = {
    name: 'Redis',
    state: 'ok',
    says: `${addressOf(url)} answers and takes writes, prefix ${prefix}`,
  };
  return [
    refused === undefined ? reachable : redisFailure(url, refused),
    judgeVersion(facts),
    judgeEviction(facts),
    judgePersistence(facts),
    judgeLatency(await measure(redis)),
  ];
}

async function measure(redis: Redis): Promise<readonly number[]> {
  const times: number[] = [];
  const beganAt = performance.now();
  while (times.length < roundTrips && performance.now() - beganAt < measuresMs) {
    const startedAt = performance.now();
    await redis.ping();
    times.push(performance.now() - startedAt);
  }
  return times;
}

function unseen(): readonly Examination[] {
  return skipAll(redisExaminations.slice(1), 'Redis could not be asked');
}
