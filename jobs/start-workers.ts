import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { isEnded } from '../src/check/is-ended.ts';
import type { ByWorkspace } from '../src/check/workspaces/by-workspace.ts';
import { isFlaggedCancelled, watchCancels } from '../src/queue/cancellations.ts';
import { hasCheckJob } from '../src/queue/has-check-job.ts';
import { queueNames } from '../src/queue/names.ts';
import { closeQueues, openQueues, type Queues } from '../src/queue/open-queues.ts';
import { connectPatient } from '../src/redis/connect.ts';
import { processAnalyse } from './analyse.ts';
import { processCapture } from './capture.ts';
import { processCheck } from './check.ts';
import { processEscalation } from './escalation.ts';
import type { JobContext, JobDeps } from './job-context.ts';
import { logOutages } from './log-outages.ts';
import { processReport } from './report.ts';
import { retryDelay } from './retry-delay.ts';
import { createRunningJobs } from './running-jobs.ts';
import { type DigestDeps, startDigests } from './start-digests.ts';
import { startUpkeep } from './start-upkeep.ts';

export type WorkerConcurrency = {
  readonly check: number;
  readonly capture: number;
  readonly analyse: number;
  readonly report: number;
};

/** Shorter than the half minute that a container gets to stop. */
const closesWithinMs = 25_000;

/** They wait for others, and a place that hangs must not keep the rest waiting. */
const escalationsAtOnce = 16;
/** Digests wait more than they work. */
const digestsAtOnce = 5;

/**
 * Captures wait for targets; analyses need a processor each. A step of a check waits for Redis alone: more of them at once would
 * get no more done, but come back together and keep acks waiting.
 */
export const defaultConcurrency: WorkerConcurrency = { check: 16, capture: 50, analyse: 2, report: 8 };

export type WorkerSettings = {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly concurrency: WorkerConcurrency;
};

/**
 * Starts the workers of every queue in this process. They wait for a Redis that is away. `close` hands running captures and
 * analyses back to the queue (no attempt is counted) and lets what is being posted finish.
 */
export async function startWorkers(
  settings: WorkerSettings,
  deps: JobDeps & {
    /** Without them this process makes no digests. */
    readonly digests?: ByWorkspace<DigestDeps>;
  },
): Promise<{ close(): Promise<void> }> {
  const onError = logOutages(deps.logger, deps.clock);
  const redis = connectPatient(settings.redisUrl, onError);
  const subscriber = redis.duplicate().on('error', onError);
  const queues = openQueues(redis, settings.prefix, onError);
  const context = createContext(deps, redis, settings.prefix);
  await followCancels(context, subscriber, settings.prefix);
  const workers = [
    ...startProcessors(context, { redis, queues, settings, onError }),
    await startUpkeep(context, {
      queue: queues.upkeep,
      options: workerOptions(redis, settings, 1),
      onError,
      presence: { has: (check) => hasCheckJob(redis, queues.check, check) },
    }),
    ...(deps.digests === undefined
      ? []
      : [
          await startDigests(deps.digests, {
            queue: queues.digest,
            options: workerOptions(redis, settings, digestsAtOnce),
            onError,
            logger: deps.logger,
          }),
        ]),
  ];
  const finish = async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await closeQueues(queues);
  };
  return {
    close: async () => {
      context.running.shutDown();
      // A Redis that is away would be waited for without end; what it does not hear of, it takes back as stalled.
      await within(closesWithinMs, finish());
      subscriber.disconnect();
      redis.disconnect();
    },
  };
}

type Context = JobContext & { isFlagged(check: string): Promise<boolean> };

function createContext(deps: JobDeps, redis: Redis, prefix: string): Context {
  const isFlagged = (check: string) => isFlaggedCancelled(redis, prefix, check);
  const isOver = async (id: string) => {
    const [flagged, state] = await Promise.all([isFlagged(id), deps.store.stateOf(id)]);
    return flagged || state === undefined || isEnded({ state });
  };
  return { ...deps, running: createRunningJobs(), isOver, isFlagged };
}

async function followCancels(context: Context, subscriber: Redis, prefix: string): Promise<void> {
  const { running, isFlagged, logger } = context;
  const readFlags = async () => {
    for (const check of running.checks()) if (await isFlagged(check)) running.cancel(check);
  };
  await watchCancels(subscriber, prefix, {
    onCancel: (check) => running.cancel(check),
    onReconnect: () => {
      readFlags().catch((error) => logger.warn({ err: error }, 'cancellations could not be read'));
    },
  });
}

type Wiring = {
  readonly redis: Redis;
  readonly queues: Queues;
  readonly settings: WorkerSettings;
  readonly onError: (error: Error) => void;
};

function startProcessors(context: JobContext, { redis, queues, settings, onError }: Wiring): Worker[] {
  const concurrency = { ...settings.concurrency, escalation: escalationsAtOnce };
  const { escalation } = context;
  const start = (name: keyof typeof concurrency, processor: Processor, more: Partial<WorkerOptions> = {}) => {
    const worker = new Worker(queueNames[name], processor, {
      ...workerOptions(redis, settings, concurrency[name]),
      ...more,
    });
    worker.on('stalled', (job) => context.logger.warn({ job }, 'job taken over from a worker that is gone'));
    return worker.on('error', onError);
  };
  return [
    start('check', (job, token) => processCheck({ ...context, queues }, { job, token })),
    start('capture', (job, token) => processCapture({ ...context, queues }, { job, token })),
    start('analyse', (job, token) => processAnalyse(context, { job, token }), { maxStalledCount: 2 }),
    start('report', (job, token) => processReport(context, { job, token })),
    ...(escalation === undefined
      ? []
      : [start('escalation', (job, token) => processEscalation(escalation, { job, token }))]),
  ];
}

/**
 * A worker that is killed delays its jobs by a lock and a stalled check. BullMQ's own limit fails a job for good on its second
 * crash whatever its attempts say: it is raised, except for analyses, where a profile may be what kills the worker.
 */
function workerOptions(redis: Redis, { prefix }: WorkerSettings, concurrency: number): WorkerOptions {
  return {
    connection: redis,
    prefix,
    concurrency,
    lockDuration: 15_000,
    stalledInterval: 5_000,
    maxStalledCount: 20,
    runRetryDelay: 1_000,
    settings: {
      backoffStrategy: (attemptsMade, _type, _error, job) => retryDelay(attemptsMade, job?.data, Date.now()),
    },
  };
}

async function within(ms: number, closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([closing, late]).finally(() => clearTimeout(timer));
}
