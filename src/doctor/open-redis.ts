import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { connectFailFast } from '../redis/connect.ts';
import type { Examination } from './examination.ts';
import { redisFailure } from './redis-failure.ts';

const readyWithinMs = 3_000;

/** A connection that takes commands, or what is in its way. Whoever gets one disconnects it. */
export async function openRedis(url: string): Promise<{ readonly redis: Redis } | Examination> {
  let redis: Redis | undefined;
  let timer: NodeJS.Timeout | undefined;
  // The first failure is the answer: doctor tells what is wrong now, and does not wait for it to get better.
  const failure = await new Promise<Error | 'silent' | undefined>((resolve) => {
    timer = setTimeout(() => resolve('silent'), readyWithinMs);
    redis = connectFailFast(url, resolve);
    redis.once('ready', () => resolve(undefined));
  }).finally(() => clearTimeout(timer));
  if (failure === undefined && redis !== undefined) return { redis };
  redis?.disconnect();
  return unreachable(url, failure);
}

/** Whether Redis takes writes: a read-only replica, a full memory or a user's rights are seen only by trying. */
export async function tryWrite(redis: Redis, prefix: string): Promise<unknown> {
  const key = `${prefix}:doctor:${randomUUID()}`;
  try {
    await redis.set(key, '1', 'PX', 5_000);
    await redis.del(key);
    return undefined;
  } catch (error) {
    return error;
  }
}

function unreachable(url: string, failure: Error | 'silent' | undefined): Examination {
  return redisFailure(url, failure === 'silent' ? new Error('Command timed out') : failure);
}
