import { ifReadable } from '../profile/if-readable.ts';
import { memStatsOfText } from '../profile/mem-stats-of-text.ts';
import { captureExtras } from './capture-extras.ts';
import { busy, failureOf, missed, notConfigured, tooLate } from './capture-failures.ts';
import { captureMetrics } from './capture-metrics.ts';
import {
  type CaptureOutcome,
  type CaptureResult,
  readCaptureOutcome,
  writeCaptureOutcome,
} from './capture-outcome.ts';
import { collectedOf } from './collected.ts';
import { heapTextEndpoint } from './heap-text-endpoint.ts';
import { holdingTarget, TargetBusyError } from './holding-target.ts';
import { meteredTargets } from './metered-targets.ts';
import type { CaptureFile } from './profile-store.ts';
import type { CaptureDeps, ReplicaCapture } from './replica-capture.ts';
import { secondHeapText } from './second-collection.ts';
import { addSpent, nothingSpent } from './spent.ts';
import type { FetchedProfile, Target, TargetClient } from './target.ts';
import { TargetError } from './target-error.ts';
import { untilAborted } from './until-aborted.ts';
import { withinTime } from './within-time.ts';

/** Thrown before a target would be asked for a check that was cancelled meanwhile. */
export class CaptureCancelledError extends Error {
  override readonly name = 'CaptureCancelledError';
}

/**
 * Captures one replica at one time point and stores its files, then its outcome, unless an earlier try succeeded or failed
 * for good. It waits while another check captures the same target. A target's failure is an outcome. Throws when the store fails, the signal's reason when it is aborted, and
 * CaptureCancelledError.
 */
export async function captureReplica(deps: CaptureDeps, capture: ReplicaCapture): Promise<CaptureOutcome> {
  const earlier = await readOutcome(deps, capture);
  if (earlier !== undefined && (earlier.ok || !earlier.retryable)) return earlier;
  const late = deps.clock() >= capture.point.notAfterMs;
  const meter = meteredTargets(deps.targets);
  const result =
    earlier !== undefined && late
      ? { ...earlier, retryable: false }
      : await tryCapture({ ...deps, metered: meter.targets }, capture, earlier?.tries ?? 0);
  const outcome = { ...result, spent: addSpent(earlier?.spent ?? nothingSpent, meter.spent()) };
  await put(deps, capture, 'outcome', writeCaptureOutcome(outcome));
  return outcome;
}

/** `metered` counts what the replica is asked; whoever else is asked (a Prometheus) costs it nothing. */
type MeteredDeps = CaptureDeps & { readonly metered: TargetClient };

async function tryCapture(
  deps: MeteredDeps,
  capture: ReplicaCapture,
  earlierTries: number,
): Promise<CaptureResult> {
  const { plan, point } = capture;
  const name = plan.replicas[capture.replica - (plan.firstReplica ?? 0)]?.name ?? '';
  if (deps.clock() >= point.notAfterMs) return missed(name, point, earlierTries);
  const target = deps.resolveTarget(plan.service, name);
  if (target === undefined) return notConfigured(plan.service, name, earlierTries);
  return withinTime({ signal: capture.signal, ms: point.notAfterMs - deps.clock() }, async (signal) => {
    try {
      return await holdingTarget(deps.locks, { url: target.url, signal }, async () => {
        const { result, goroutine } = await fetchAll(deps, { ...capture, signal }, target);
        await captureExtras({ ...deps, targets: deps.metered }, capture, { target, goroutine });
        return result;
      });
    } catch (error) {
      capture.signal.throwIfAborted();
      if (error instanceof TargetBusyError) return busy(name, point, earlierTries);
      if (signal.aborted) return tooLate(name, point, earlierTries + 1);
      if (error instanceof TargetError) return failureOf(error, earlierTries + 1);
      throw error;
    }
  });
}

/**
 * The text comes first, because it forces the collection (a second time under heavy churn), then at once the protobuf
 * without one, so that it describes the last collection. A check that may force none asks in the same order.
 */
async function fetchAll(
  deps: MeteredDeps,
  capture: ReplicaCapture,
  target: Target,
): Promise<{ readonly result: CaptureResult; readonly goroutine: Uint8Array }> {
  const metered = { ...deps, targets: deps.metered };
  const startedAtMs = deps.clock();
  const ask = async (endpoint: string, expect: 'heap-text' | 'profile') => {
    if (await capture.isCancelled()) throw new CaptureCancelledError('the check was cancelled');
    return untilAborted(
      metered.targets.fetch({ target, endpoint, expect, signal: capture.signal }),
      capture.signal,
    );
  };
  const text = await ask(heapTextEndpoint(capture.plan), 'heap-text');
  const again = await secondHeapText(metered, capture, {
    target,
    first: { profile: text, askedAtMs: startedAtMs },
  });
  const profiles = async () => ({
    heap: await ask('heap', 'profile'),
    goroutine: await ask('goroutine', 'profile'),
  });
  // Beside the profiles, so that a metrics page that hangs keeps no profile waiting.
  const [{ heap, goroutine }] = await Promise.all([
    profiles(),
    captureMetrics(target.metrics?.kind === 'prometheus' ? deps : metered, capture, target),
  ]);
  const fetched: readonly { readonly file: CaptureFile; readonly profile: FetchedProfile }[] = [
    { file: 'heap-text', profile: text },
    ...(again === undefined ? [] : [{ file: 'heap-text-again', profile: again } as const]),
    { file: 'heap', profile: heap },
    { file: 'goroutine', profile: goroutine },
  ];
  const tookMs = deps.clock() - startedAtMs;
  for (const { file, profile } of fetched) await put(deps, capture, file, profile.bytes);
  const takenAgain = again === undefined ? {} : { takenAgainAtMs: again.answeredAtMs };
  const collected = ifReadable(() => collectedOf(memStatsOfText((again ?? text).bytes)));
  const result: CaptureResult = {
    ok: true,
    takenAtMs: text.answeredAtMs,
    ...takenAgain,
    tookMs,
    ...(collected === undefined ? {} : { collected }),
  };
  return { result, goroutine: goroutine.bytes };
}

async function readOutcome(
  { store }: CaptureDeps,
  { plan, point, replica }: ReplicaCapture,
): Promise<CaptureOutcome | undefined> {
  const bytes = await store.get({ check: plan.check, replica, point: point.index, file: 'outcome' });
  return bytes === undefined ? undefined : readCaptureOutcome(bytes);
}

function put(
  { store }: CaptureDeps,
  { plan, point, replica }: ReplicaCapture,
  file: CaptureFile,
  bytes: Uint8Array,
): Promise<void> {
  return store.put({ check: plan.check, replica, point: point.index, file }, bytes);
}
