import { type Queue, Worker, type WorkerOptions } from 'bullmq';
import { followEscalations } from '../src/check/follow-escalations.ts';
import { jobOptions } from '../src/queue/job-options.ts';
import type { JobContext } from './job-context.ts';
import { processReconcile } from './reconcile.ts';
import { processSweep } from './sweep.ts';

const sweepEveryMs = 10 * 60_000;
const reconcileEveryMs = 30_000;
const escalateEveryMs = 10_000;

/** Starts what runs by the clock. The schedulers are in Redis: however many workers there are, each round runs once. */
export async function startUpkeep(
  context: JobContext,
  upkeep: {
    readonly queue: Queue;
    readonly options: WorkerOptions;
    readonly onError: (error: Error) => void;
    readonly presence: { has(check: string): Promise<boolean> };
  },
): Promise<Worker> {
  const { queue, options, onError, presence } = upkeep;
  const { escalation } = context;
  const rounds: Record<string, () => Promise<void>> = {
    sweep: () => processSweep(context),
    reconcile: () => processReconcile(context, presence),
    escalate: async () => {
      for (const team of (await escalation?.teams()) ?? []) {
        if (escalation !== undefined) await followEscalations(escalation.in(team));
      }
    },
  };
  await queue.upsertJobScheduler(
    'sweep',
    { every: sweepEveryMs },
    { name: 'sweep', opts: jobOptions.upkeep },
  );
  await queue.upsertJobScheduler(
    'reconcile',
    { every: reconcileEveryMs },
    { name: 'reconcile', opts: jobOptions.upkeep },
  );
  await queue.upsertJobScheduler(
    'escalate',
    { every: escalateEveryMs },
    { name: 'escalate', opts: jobOptions.upkeep },
  );
  const worker = new Worker(queue.name, async ({ name }) => rounds[name]?.(), options);
  worker.on('failed', (job, error) =>
    context.logger.error({ err: error, round: job?.name }, 'upkeep failed'),
  );
  return worker.on('error', onError);
}
