import type { Redis } from 'ioredis';
import { StoreUnavailableError } from '../check/check-store.ts';
import { isOutage } from '../redis/is-outage.ts';
import { whenReady } from '../redis/when-ready.ts';

const readyWithinMs = 1_000;

/** Runs commands on Redis; an outage becomes a StoreUnavailableError, a short one is waited for before anything is sent. */
export async function onRedis<T>(redis: Redis, commands: (redis: Redis) => Promise<T>): Promise<T> {
  if (!(await whenReady(redis, readyWithinMs))) throw unavailable();
  try {
    return await commands(redis);
  } catch (error) {
    throw isOutage(error) ? unavailable(error) : error;
  }
}

function unavailable(cause?: unknown): StoreUnavailableError {
  return new StoreUnavailableError('The store (Redis) does not answer.', { cause });
}
