import type { Job } from 'bullmq';
import { type CaptureBatch, captureBatches } from '../src/check/capture-batches.ts';
import type { PlannedPoint } from '../src/check/plan.ts';
import { withinTime } from '../src/check/within-time.ts';
import { jobOptions } from '../src/queue/job-options.ts';
import { jobIds } from '../src/queue/names.ts';
import { type CaptureJob, CheckJob, type NewCaptureJob } from '../src/queue/payloads.ts';
import { addChild, type Child, type KnownChildren, knownChildren } from './children.ts';
import type { CheckContext } from './job-context.ts';

/*
 * Captures are chains, one for each batch of replicas: each capture that begins adds the next of its batch, which waits until
 * it is due. So Redis holds one or two capture jobs of a batch instead of nine, and a capture that hangs still delays no other.
 * Where a chain breaks, the check's own job wakes and adds what is missing.
 */

type Plan = Extract<CheckJob, { plan: unknown }>['plan'];

/** One batch of replicas at one time point. */
type BatchAt = { readonly batch: CaptureBatch; readonly point: PlannedPoint };

/**
 * Adds the capture after this one, unless its check captures no more. Beside the last one, what the others captured is read, which
 * is what the analysis would begin with.
 */
export async function seeToNext(
  context: CheckContext,
  capture: CaptureJob,
  signal: AbortSignal,
): Promise<void> {
  const { check, point, batch } = capture;
  const parent = await context.queues.check.getJob(jobIds.check(check));
  const data = CheckJob.safeParse(parent?.data).data;
  if (parent === undefined || data?.step !== 'capture') return;
  const next = data.plan.points[point.index + 1];
  // One batch reads for all of them.
  if (next === undefined) return batch.index === 0 ? readAhead(context, data.plan, signal) : undefined;
  const its = captureBatches(data.plan)[batch.index];
  if (its === undefined) return;
  const job = captureJob(context, data.plan, { batch: its, point: next });
  const added = await addChild(parent, job);
  // A cancel that came meanwhile could not see it.
  if (added && (await context.isOver(check))) await job.queue.remove(job.id);
}

/** Longer than any service's captures take to read; what was made to take longer must not hold a thread. */
const longestAheadMs = 30_000;

/** The analysis reads what is missing: a failure is told here, and harms no capture. */
async function readAhead({ analyser, logger }: CheckContext, plan: Plan, signal: AbortSignal): Promise<void> {
  try {
    await withinTime({ signal, ms: longestAheadMs }, async (within) => analyser.readAhead?.(plan, within));
  } catch (error) {
    if (!signal.aborted) logger.warn({ err: error, check: plan.check }, 'captures could not be read ahead');
  }
}

/** What the check's own job has to do about its captures. */
export type ChainState = {
  /** What is to be added: of each batch the next capture, unless one is under way, which adds its next, and at the end. */
  readonly missing: readonly Child[];
  /** What failed for good. */
  readonly failed: readonly BatchAt[];
  readonly isOver: boolean;
};

export async function chainState(context: CheckContext, parent: Job, plan: Plan): Promise<ChainState> {
  const children = await knownChildren(parent);
  const chains = captureBatches(plan).map((batch) => chainOf(context, children, { plan, batch }));
  return {
    missing: chains.flatMap(({ isUnderWay, unknown }) =>
      isUnderWay || unknown === undefined ? [] : [captureJob(context, plan, unknown)],
    ),
    failed: chains.flatMap(({ failed }) => failed),
    isOver: chains.every(({ isUnderWay, unknown }) => !isUnderWay && unknown === undefined),
  };
}

function chainOf(
  { queues }: CheckContext,
  children: KnownChildren,
  { plan, batch }: { readonly plan: Plan; readonly batch: CaptureBatch },
) {
  const captures = plan.points.map((point) => {
    const child = { queue: queues.capture, id: jobIds.capture(plan.check, point.index, batch.index) };
    return { batch, point, child };
  });
  return {
    isUnderWay: captures.some(({ child }) => children.isUnderWay(child)),
    unknown: captures.find(({ child }) => !children.isKnown(child)),
    failed: captures.filter(({ child }) => children.hasFailed(child)),
  };
}

function captureJob({ queues, clock }: CheckContext, plan: Plan, { batch, point }: BatchAt): Child {
  const { check, service, gc } = plan;
  const { index, of, firstReplica } = batch;
  const replicas = batch.replicas.map(({ name }) => ({ name }));
  // Most checks have one batch, and many of them wait in Redis: what goes without saying is left out.
  const which = of === 1 ? {} : { firstReplica, batch: { index, of } };
  const data: NewCaptureJob = { check, service, replicas, point, gc, ...which };
  const delay = Math.max(0, point.dueAtMs - clock());
  const options = { ...jobOptions.capture, delay };
  return { queue: queues.capture, id: jobIds.capture(check, point.index, index), data, options };
}
