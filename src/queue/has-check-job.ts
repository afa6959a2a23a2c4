import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { jobIds } from './names.ts';

/** Whether the check's own job is in the queue, in whatever state. */
export async function hasCheckJob(redis: Redis, queue: Queue, check: string): Promise<boolean> {
  return (await redis.exists(queue.toKey(jobIds.check(check)))) === 1;
}
