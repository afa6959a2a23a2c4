import type { Job } from 'bullmq';
import type { PlannedPoint } from '../src/check/plan.ts';
import { jobOptions } from '../src/queue/job-options.ts';
import { jobIds } from '../src/queue/names.ts';
import { type CaptureJob, CheckJob } from '../src/queue/payloads.ts';
import { addChild, type Child, knownChildren } from './children.ts';
import type { CheckContext } from './job-context.ts';

/*
 * Captures are a chain: each one that begins adds the next, which waits until it is due. So Redis holds one or two capture jobs
 * of a check instead of nine, and a capture that hangs still delays no other. Where the chain breaks, the check's own job wakes
 * and adds what is missing.
 */

type Plan = Extract<CheckJob, { plan: unknown }>['plan'];

export function captureJob({ queues, clock }: CheckContext, plan: Plan, point: PlannedPoint): Child {
  const { check, service, gc } = plan;
  const replicas = plan.replicas.map(({ name }) => ({ name }));
  const data: CaptureJob = { check, service, replicas, point, gc };
  const delay = Math.max(0, point.dueAtMs - clock());
  const options = { ...jobOptions.capture, delay };
  return { queue: queues.capture, id: jobIds.capture(check, point.index), data, options };
}

/**
 * Adds the capture after this one, unless its check captures no more. Beside the last one, what the others captured is read, which
 * is what the analysis would begin with.
 */
export async function seeToNext(
  context: CheckContext,
  { check, point }: CaptureJob,
  signal: AbortSignal,
): Promise<void> {
  const parent = await context.queues.check.getJob(jobIds.check(check));
  const data = CheckJob.safeParse(parent?.data).data;
  if (parent === undefined || data?.step !== 'capture') return;
  const next = data.plan.points[point.index + 1];
  if (next === undefined) return readAhead(context, data.plan, signal);
  const job = captureJob(context, data.plan, next);
  const added = await addChild(parent, job);
  // A cancel that came meanwhile could not see it.
  if (added && (await context.isOver(check))) await job.queue.remove(job.id);
}

/** The analysis reads what is missing: a failure is told here, and harms no capture. */
async function readAhead({ analyser, logger }: CheckContext, plan: Plan, signal: AbortSignal): Promise<void> {
  try {
    await analyser.readAhead?.(plan, signal);
  } catch (error) {
    if (!signal.aborted) logger.warn({ err: error, check: plan.check }, 'captures could not be read ahead');
  }
}

/** What the check's own job has to do about its captures. */
export type ChainState = {
  /** The time point whose capture is to be added; undefined while one is under way, which adds its next, and at the end. */
  readonly missing: PlannedPoint | undefined;
  /** Time points whose captures failed for good. */
  readonly failed: readonly PlannedPoint[];
  readonly isOver: boolean;
};

export async function chainState(context: CheckContext, parent: Job, plan: Plan): Promise<ChainState> {
  const children = await knownChildren(parent);
  const captures = plan.points.map((point) => ({ point, child: captureJob(context, plan, point) }));
  const isUnderWay = captures.some(({ child }) => children.isUnderWay(child));
  const unknown = captures.find(({ child }) => !children.isKnown(child))?.point;
  return {
    missing: isUnderWay ? undefined : unknown,
    failed: captures.filter(({ child }) => children.hasFailed(child)).map(({ point }) => point),
    isOver: !isUnderWay && unknown === undefined,
  };
}
