import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queueStreams } from './job-options.ts';
import { queueNames } from './names.ts';

export type Queues = { readonly [name in keyof typeof queueNames]: Queue };

/** All queues on one connection, which stays the caller's to close. `onError` hears what no call reports. */
export function openQueues(redis: Redis, prefix: string, onError: (error: Error) => void): Queues {
  const open = (name: string) =>
    // Without the version check nothing is asked on connecting: an answer that is lost there would spoil the queue for good.
    new Queue(name, { connection: redis, prefix, streams: queueStreams, skipVersionCheck: true }).on(
      'error',
      onError,
    );
  return {
    check: open(queueNames.check),
    capture: open(queueNames.capture),
    analyse: open(queueNames.analyse),
    report: open(queueNames.report),
    upkeep: open(queueNames.upkeep),
    escalation: open(queueNames.escalation),
    digest: open(queueNames.digest),
  };
}

export async function closeQueues(queues: Queues): Promise<void> {
  await Promise.all(Object.values(queues).map((queue) => queue.close()));
}
