import { analyseCheck } from '../src/check/analyse-check.ts';
import { PlanJob } from '../src/queue/payloads.ts';
import type { JobContext } from './job-context.ts';
import { type HeldJob, runJob } from './run-job.ts';

/** Analyses a check's captures and keeps the result for the report. */
export function processAnalyse(context: JobContext, held: HeldJob): Promise<void> {
  return runJob(context, held, PlanJob, ({ plan }, signal) => analyseCheck(context, plan, signal));
}
