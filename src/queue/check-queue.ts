import type { JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { CheckQueue } from '../check/check-queue.ts';
import type { CheckStore } from '../check/check-store.ts';
import { isEnded } from '../check/is-ended.ts';
import { announceCancel, flagCancelled } from './cancellations.ts';
import { failFast } from './fail-fast.ts';
import { jobOptions } from './job-options.ts';
import { jobIds } from './names.ts';
import { closeQueues, openQueues, type Queues } from './open-queues.ts';
import type { CheckJob } from './payloads.ts';
import { removeCheckJobs } from './remove-check-jobs.ts';

export type CheckQueueOptions = {
  /** From `connectFailFast`; it stays the caller's to close. */
  readonly redis: Redis;
  readonly prefix: string;
  /** Tells whether a check that still has a job has ended; without it such a job blocks the next check until it is gone. */
  readonly store?: Pick<CheckStore, 'get'>;
};

/** The producer's side of the queues. */
export function createCheckQueue(options: CheckQueueOptions): CheckQueue & { close(): Promise<void> } {
  const { redis, prefix, store } = options;
  // Each call reports its own failure, and the connection's owner hears the rest.
  const queues = openQueues(redis, prefix, () => undefined);
  const reached = <T>(command: () => Promise<T>) => failFast(redis, queues.check, command);
  return {
    add: (check) => reached(() => addCheck(queues.check, check, store)),
    cancel: (check) =>
      reached(async () => {
        await flagCancelled(redis, prefix, check);
        await announceCancel(redis, prefix, check);
        await removeCheckJobs(queues, check);
      }),
    counts: () => reached(() => countJobs(queues)),
    close: () => closeQueues(queues),
  };
}

type Addition = Parameters<CheckQueue['add']>[0];

async function addCheck(queue: Queue, check: Addition, store: CheckQueueOptions['store']): Promise<void> {
  const holder = await addJob(queue, check);
  if (holder === jobIds.check(check.id)) return;
  // The job of another check of this service and window. One that has ended may still have its job: its worker was killed.
  if (store === undefined || !(await hasEnded(store, holder))) throw alreadyQueued(check);
  await (await queue.getJob(holder))?.removeDeduplicationKey();
  if ((await addJob(queue, check)) !== jobIds.check(check.id)) throw alreadyQueued(check);
}

/** Answers the id of the job that now stands for this service and window. */
async function addJob(queue: Queue, { id, service, windowMs, team }: Addition): Promise<string> {
  const data: CheckJob = { step: 'plan', check: id, service, windowMs };
  const options: JobsOptions = {
    ...jobOptions.check,
    jobId: jobIds.check(id),
    deduplication: { id: `${team === undefined ? '' : `${team}/`}${service}@${windowMs}` },
  };
  return (await queue.add('check', data, options)).id ?? '';
}

async function hasEnded(store: Pick<CheckStore, 'get'>, id: string): Promise<boolean> {
  const check = await store.get(id);
  return check === undefined || isEnded(check);
}

function alreadyQueued({ service, windowMs }: Addition): Error {
  return new Error(`another check of ${service} over ${windowMs} ms is in the queue`);
}

async function countJobs({ check, capture, analyse, report }: Queues) {
  const all = [check, capture, analyse, report];
  const [workers, ...counts] = await Promise.all([
    check.getWorkersCount(),
    ...all.map((queue) => queue.getJobCounts('waiting', 'delayed', 'active')),
  ]);
  const sum = (state: string) => counts.reduce((total, count) => total + (count[state] ?? 0), 0);
  return { waiting: sum('waiting'), delayed: sum('delayed'), active: sum('active'), workers };
}
