import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { EscalationQueue } from '../check/escalation-record.ts';
import { failFast } from './fail-fast.ts';
import { jobOptions, queueStreams } from './job-options.ts';
import { queueNames } from './names.ts';

/** The producer's side of what the ways out of Slack are told. `redis` stays the caller's to close. */
export function createEscalationQueue(options: {
  readonly redis: Redis;
  readonly prefix: string;
}): EscalationQueue & { close(): Promise<void> } {
  const { redis, prefix } = options;
  const queue = new Queue(queueNames.escalation, {
    connection: redis,
    prefix,
    streams: queueStreams,
    skipVersionCheck: true,
    // Each call reports its own failure, and the connection's owner hears the rest.
  }).on('error', () => undefined);
  return {
    add: (jobs) =>
      failFast(redis, queue, async () => {
        const all = jobs.map((data) => ({
          name: 'tell',
          data,
          opts: { ...jobOptions.escalation, jobId: data.id },
        }));
        if (all.length > 0) await queue.addBulk(all);
      }),
    close: () => queue.close(),
  };
}
