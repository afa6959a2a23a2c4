import { concludeCheck } from '../src/check/conclude-check.ts';
import { PlanJob } from '../src/queue/payloads.ts';
import type { JobContext } from './job-context.ts';
import { type HeldJob, runJob } from './run-job.ts';

/** Publishes the answer. It is not stopped by a shutdown: what has begun to be posted is finished, within the grace of it. */
export function processReport(context: JobContext, held: HeldJob): Promise<void> {
  return runJob(context, held, PlanJob, ({ plan }) => concludeCheck(context, plan));
}
