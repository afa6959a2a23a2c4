import { DelayedError } from 'bullmq';
import { failCheck } from '../src/check/fail-check.ts';
import type { CheckJob } from '../src/queue/payloads.ts';
import type { NextStep } from './check-steps.ts';
import { leaveChildren } from './children.ts';
import type { CheckContext } from './job-context.ts';
import { retryDelay } from './retry-delay.ts';
import type { HeldJob } from './run-job.ts';
import { translateError } from './translate-error.ts';

type Failing = Extract<CheckJob, { step: 'fail' }>;

/** With the waits of `retry-delay` about a quarter of an hour: Slack's outages are mostly shorter. */
const mostTries = 20;

/** Says in the thread that there will be no verdict. Its tries are its own: the job's attempts may be used up by now. */
export async function tellFailure(context: CheckContext, held: HeldJob, data: Failing): Promise<NextStep> {
  await held.job.removeUnprocessedChildren();
  try {
    await failCheck(context, data.check, data.problem);
  } catch (error) {
    await tryAgainOrGiveUp(context, held, data, error);
  }
  await leaveChildren(held.job, 'the check failed');
  return 'done';
}

async function tryAgainOrGiveUp(
  context: CheckContext,
  held: HeldJob,
  data: Failing,
  error: unknown,
): Promise<void> {
  const decision = translateError(error);
  const details = { err: error, check: data.check, problem: data.problem, tries: data.tries + 1 };
  if (decision.kind === 'fail' || data.tries + 1 >= mostTries) {
    context.logger.error(details, 'the thread could not be told that its check failed');
    await context.store.setState(data.check, 'failed');
    return;
  }
  context.logger.warn(details, 'the thread could not be told yet that its check failed');
  await held.job.updateData({ ...data, tries: data.tries + 1 });
  const afterMs = decision.kind === 'later' ? decision.afterMs : retryDelay(data.tries + 1, data, Date.now());
  await held.job.moveToDelayed(Date.now() + afterMs, held.token);
  throw new DelayedError();
}
