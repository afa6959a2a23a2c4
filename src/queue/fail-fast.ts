import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QueueUnavailableError } from '../check/check-queue.ts';
import { isOutage } from '../redis/is-outage.ts';
import { whenReady } from '../redis/when-ready.ts';

const readyWithinMs = 1_000;

/** `Queue.add` waits for Redis for ever, and would add the job when Redis is back: so it is not called before Redis answers. */
export async function failFast<T>(redis: Redis, queue: Queue, command: () => Promise<T>): Promise<T> {
  if (!(await whenReady(redis, readyWithinMs))) throw unavailable();
  try {
    await queue.waitUntilReady();
    return await command();
  } catch (error) {
    throw isOutage(error) ? unavailable(error) : error;
  }
}

function unavailable(cause?: unknown): QueueUnavailableError {
  return new QueueUnavailableError('The queue (Redis) does not answer: nothing was queued.', { cause });
}
