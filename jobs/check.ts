import { DelayedError, UnrecoverableError, WaitingChildrenError } from 'bullmq';
import { CheckJob } from '../src/queue/payloads.ts';
import {
  awaitAnalysis,
  awaitCaptures,
  awaitReport,
  failing,
  freezePlan,
  type NextStep,
} from './check-steps.ts';
import { leaveChildren } from './children.ts';
import type { CheckContext } from './job-context.ts';
import type { HeldJob } from './run-job.ts';
import { tellFailure } from './tell-failure.ts';

/**
 * The one job of a check: a step machine whose state is the job's data, so that any worker goes on where another one stopped.
 * It plans, then waits for the captures, the analysis and the report, and holds no worker while it waits.
 */
export async function processCheck(context: CheckContext, held: HeldJob): Promise<void> {
  const read = CheckJob.safeParse(held.job.data);
  if (!read.success) throw new UnrecoverableError(read.error.message);
  for (let data = read.data; ; ) {
    if (await context.isOver(data.check)) return leaveChildren(held.job, 'the check is over');
    const next = await stepOrFail(context, held, data);
    if (next === 'done') return;
    await held.job.updateData(next);
    data = next;
  }
}

function step(context: CheckContext, held: HeldJob, data: CheckJob): Promise<NextStep> {
  switch (data.step) {
    case 'plan':
      return freezePlan(context, data);
    case 'capture':
      return awaitCaptures(context, held, data);
    case 'analyse':
      return awaitAnalysis(context, held, data);
    case 'report':
      return awaitReport(context, held, data);
    case 'fail':
      return tellFailure(context, held, data);
  }
}

/** The last attempt of a step that throws ends in the step that tells the thread: a check never ends in silence. */
async function stepOrFail(context: CheckContext, held: HeldJob, data: CheckJob): Promise<NextStep> {
  try {
    return await step(context, held, data);
  } catch (error) {
    const details = { err: error, check: data.check, step: data.step };
    if (isHandedBack(error)) throw error;
    if (data.step === 'fail' || held.job.attemptsMade + 1 < (held.job.opts.attempts ?? 1)) {
      context.logger.warn(details, 'check interrupted');
      throw error;
    }
    context.logger.error(details, 'check failed for good');
    return failing(data, 'leakcheck itself failed while it ran this check.');
  }
}

function isHandedBack(error: unknown): boolean {
  return (
    error instanceof WaitingChildrenError ||
    error instanceof DelayedError ||
    error instanceof UnrecoverableError
  );
}
