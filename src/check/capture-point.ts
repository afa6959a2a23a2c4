import { setTimeout as pause } from 'node:timers/promises';
import type { CaptureFailure, CaptureOutcome } from './capture-outcome.ts';
import { CaptureCancelledError, captureReplica } from './capture-replica.ts';
import type { CaptureDeps, ReplicaCapture } from './replica-capture.ts';
import { untilAborted } from './until-aborted.ts';

export type CaptureRequest = Omit<ReplicaCapture, 'replica'>;

/** `over`: nothing more is to be asked at this point. `retry`: some replicas may answer if asked again before the deadline. */
export type PointOutcome =
  | { readonly state: 'over'; readonly outcomes: readonly CaptureOutcome[] }
  | { readonly state: 'retry'; readonly failures: readonly CaptureFailure[] }
  | { readonly state: 'cancelled' };

/** Less than this before the deadline another try could not finish. */
const leastRetryMs = 500;
const firstPauseMs = 250;

/**
 * Captures the replicas of the plan, or of one batch of it, at one time point, all at nearly the same instant; one that fails harms no other. What is
 * stored already is not asked for again. Throws the signal's reason when it is aborted, and what the store throws.
 */
export async function capturePoint(
  deps: CaptureDeps & { readonly concurrency: number },
  request: CaptureRequest,
): Promise<PointOutcome> {
  const settled = await askAll(deps, request);
  const errors = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const unexpected = errors.find((error) => !(error instanceof CaptureCancelledError));
  if (unexpected !== undefined) throw unexpected;
  if (errors.length > 0) return { state: 'cancelled' };
  const outcomes = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = outcomes.filter((outcome): outcome is CaptureFailure => mayRetry(deps, request, outcome));
  return failures.length === 0 ? { state: 'over', outcomes } : { state: 'retry', failures };
}

async function askAll(
  deps: CaptureDeps & { readonly concurrency: number },
  request: CaptureRequest,
): Promise<PromiseSettledResult<CaptureOutcome>[]> {
  const asking = { count: 0 };
  const { replicas, firstReplica = 0 } = request.plan;
  const queue = replicas.map((_, index) => firstReplica + index);
  const settled: PromiseSettledResult<CaptureOutcome>[] = [];
  const lane = async () => {
    for (let replica = queue.shift(); replica !== undefined; replica = queue.shift()) {
      const [result] = await Promise.allSettled([askWhileOthersAsk(deps, { ...request, replica }, asking)]);
      settled[replica - firstReplica] = result;
    }
  };
  await Promise.all(Array.from({ length: Math.min(deps.concurrency, queue.length) }, lane));
  return settled;
}

/** One replica that hangs keeps the whole point running until its deadline: meanwhile the others' retries happen here. */
async function askWhileOthersAsk(
  deps: CaptureDeps,
  capture: ReplicaCapture,
  asking: { count: number },
): Promise<CaptureOutcome> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    asking.count += 1;
    const outcome = await captureReplica(deps, capture).finally(() => {
      asking.count -= 1;
    });
    if (asking.count === 0 || !mayRetry(deps, capture, outcome)) return outcome;
    await untilAborted(pause(pauseMs), capture.signal);
  }
}

function mayRetry(
  deps: Pick<CaptureDeps, 'clock'>,
  { point }: Pick<CaptureRequest, 'point'>,
  outcome: CaptureOutcome,
): boolean {
  return !outcome.ok && outcome.retryable && deps.clock() + leastRetryMs < point.notAfterMs;
}
