import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type CheckQueue, QueueUnavailableError } from '../check/check-queue.ts';
import { isOutage } from '../redis/is-outage.ts';
import { whenReady } from '../redis/when-ready.ts';
import { announceCancel, flagCancelled } from './cancellations.ts';
import { jobOptions, queueStreams } from './job-options.ts';
import { jobIds, queueNames } from './names.ts';
import type { CheckJob } from './payloads.ts';
import { type CheckQueues, removeCheckJobs } from './remove-check-jobs.ts';

const readyWithinMs = 1_000;

/** The producer's side of the queues. `redis` comes from `connectFailFast`; it stays the caller's to close. */
export function createCheckQueue(options: { readonly redis: Redis; readonly prefix: string }): CheckQueue & {
  has(check: string): Promise<boolean>;
  close(): Promise<void>;
} {
  const { redis, prefix } = options;
  const queues = openQueues(redis, prefix);
  const reached = <T>(command: () => Promise<T>) => failFast(redis, queues.check, command);
  return {
    add: (check) => reached(() => addCheck(queues.check, check)),
    cancel: (check) =>
      reached(async () => {
        await flagCancelled(redis, prefix, check);
        await announceCancel(redis, prefix, check);
        await removeCheckJobs(queues, check);
      }),
    counts: () => reached(() => countJobs(queues)),
    has: (check) => reached(async () => (await queues.check.getJob(jobIds.check(check))) !== undefined),
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}

function openQueues(redis: Redis, prefix: string): CheckQueues {
  const open = (name: string) => {
    // Without the version check nothing is asked on connecting: an answer that is lost there would spoil the queue for good.
    const queue = new Queue(name, {
      connection: redis,
      prefix,
      streams: queueStreams,
      skipVersionCheck: true,
    });
    // Each failed call says so itself and the connection reports its own errors; without a listener Node would end.
    queue.on('error', () => undefined);
    return queue;
  };
  const { check, capture, analyse, report } = queueNames;
  return { check: open(check), capture: open(capture), analyse: open(analyse), report: open(report) };
}

async function addCheck(
  queue: Queue,
  check: { id: string; service: string; windowMs: number },
): Promise<void> {
  const { id, service, windowMs } = check;
  const data: CheckJob = { step: 'plan', check: id, service, windowMs };
  const options: JobsOptions = {
    ...jobOptions.check,
    jobId: jobIds.check(id),
    deduplication: { id: `${service}@${windowMs}` },
  };
  await queue.add('check', data, options);
}

async function countJobs(queues: CheckQueues) {
  const all = Object.values(queues);
  const [workers, ...counts] = await Promise.all([
    queues.check.getWorkersCount(),
    ...all.map((queue) => queue.getJobCounts('waiting', 'delayed', 'active')),
  ]);
  const sum = (state: string) => counts.reduce((total, count) => total + (count[state] ?? 0), 0);
  return { waiting: sum('waiting'), delayed: sum('delayed'), active: sum('active'), workers };
}

/** `Queue.add` waits for Redis for ever, and would add the job when Redis is back: so it is not called before Redis answers. */
async function failFast<T>(redis: Redis, queue: Queue, command: () => Promise<T>): Promise<T> {
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
