import type { Job } from 'bullmq';
import type { PlannedPoint } from '../src/check/plan.ts';
import { jobOptions } from '../src/queue/job-options.ts';
import { jobIds } from '../src/queue/names.ts';
import { type CaptureJob, CheckJob } from '../src/queue/payloads.ts';
import { addChild, type Child, knownChildren } from './children.ts';
import type { CheckContext } from './job-context.ts';

/*
 * Captures are a chain: a job that begins adds the next one first, which waits until it is due. So Redis holds one or two jobs
 * of a check instead of nine, and a capture that hangs still delays no other. Whatever breaks the chain, the check's own job
 * wakes by it and adds what is missing.
 */

type Planned = Extract<CheckJob, { plan: unknown }>;

export function captureJob({ queues, clock }: CheckContext, check: string, point: PlannedPoint): Child {
  const data: CaptureJob = { check, point };
  const delay = Math.max(0, point.dueAtMs - clock());
  const options = { ...jobOptions.capture, delay };
  return { queue: queues.capture, id: jobIds.capture(check, point.index), data, options };
}

/** The check's own job, with its plan; undefined once it captures no more: then nobody waits for a capture. */
export async function capturingJob(
  { queues }: CheckContext,
  check: string,
): Promise<{ readonly parent: Job; readonly plan: Planned['plan'] } | undefined> {
  const parent = await queues.check.getJob(jobIds.check(check));
  const data = CheckJob.safeParse(parent?.data).data;
  return parent !== undefined && data?.step === 'capture' ? { parent, plan: data.plan } : undefined;
}

/** Adds the capture after this one. A cancel that came meanwhile could not see it: then it is taken away again. */
export async function addNextCapture(
  context: CheckContext,
  { parent, plan }: { readonly parent: Job; readonly plan: Planned['plan'] },
  point: PlannedPoint,
): Promise<void> {
  const next = plan.points[point.index + 1];
  if (next === undefined) return;
  const job = captureJob(context, plan.check, next);
  const added = await addChild(parent, job);
  if (added && (await context.isOver(plan.check))) await job.queue.remove(job.id);
}

/** The first time point that the check's own job knows no capture of, unless one is under way: that one adds its next. */
export async function nextCapture(
  context: CheckContext,
  parent: Job,
  { check, points }: Planned['plan'],
): Promise<PlannedPoint | 'under way' | 'none'> {
  const { isKnown, isUnderWay } = await knownChildren(parent);
  const captures = points.map((point) => ({ point, job: captureJob(context, check, point) }));
  if (captures.some(({ job }) => isUnderWay(job))) return 'under way';
  return captures.find(({ job }) => !isKnown(job))?.point ?? 'none';
}
