import { capturePoint, type PointOutcome } from '../src/check/capture-point.ts';
import type { Check } from '../src/check/check.ts';
import { CaptureJob } from '../src/queue/payloads.ts';
import { seeToNext } from './capture-chain.ts';
import type { CheckContext, JobContext } from './job-context.ts';
import { type HeldJob, runJob } from './run-job.ts';

/** Some replicas may still answer before the point's deadline. */
class CaptureAgainError extends Error {
  override readonly name = 'CaptureAgainError';
}

/** Captures one batch of replicas at one time point of a check and, at the same time, sees to the next: no target is asked later for it. */
export function processCapture(context: CheckContext, held: HeldJob): Promise<void> {
  return runJob(context, held, CaptureJob, async (capture, signal) => {
    const { check, service, replicas, firstReplica, point, gc } = capture;
    const [captured, added] = await Promise.allSettled([
      capturePoint(captureDeps(context, capture), {
        plan: { check, service, replicas, firstReplica, gc },
        point,
        signal,
        isCancelled: () => context.isOver(check),
      }),
      seeToNext(context, capture, signal),
    ]);
    if (captured.status === 'rejected') throw captured.reason;
    if (added.status === 'rejected') throw added.reason;
    await follow(context, capture, captured.value);
  });
}

function captureDeps(context: JobContext, { replicas }: CaptureJob) {
  const { targets, locks, profiles, reader, clock, findService } = context;
  const resolveTarget = (service: string, replica: string) =>
    findService(service)?.targets.find(({ name }) => name === replica);
  return { targets, locks, store: profiles, reader, clock, resolveTarget, concurrency: replicas.length };
}

async function follow(
  context: JobContext,
  { check, point, batch }: CaptureJob,
  outcome: PointOutcome,
): Promise<void> {
  if (outcome.state === 'cancelled') return;
  if (outcome.state === 'retry') {
    throw new CaptureAgainError(outcome.failures.map(({ message }) => message).join(' '));
  }
  await countBatch(context, check, { point: point.index, batch });
}

/** Notes that a batch of a time point is over and shows it. */
export async function countBatch(
  context: JobContext,
  check: string,
  { point, batch }: { readonly point: number; readonly batch: CaptureJob['batch'] },
): Promise<void> {
  await context.store.pointDone(check, point, batch);
  const now: Check | undefined = await context.store.get(check);
  if (now !== undefined) context.publisher.progress(now);
}
