import { captureExtras } from './capture-extras.ts';
import { captureMetrics } from './capture-metrics.ts';
import {
  type CaptureFailure,
  type CaptureOutcome,
  readCaptureOutcome,
  writeCaptureOutcome,
} from './capture-outcome.ts';
import { heapTextEndpoint } from './heap-text-endpoint.ts';
import type { PlannedPoint } from './plan.ts';
import type { CaptureFile } from './profile-store.ts';
import type { CaptureDeps, ReplicaCapture } from './replica-capture.ts';
import { secondHeapText } from './second-collection.ts';
import type { FetchedProfile, Target } from './target.ts';
import { TargetError } from './target-error.ts';
import { untilAborted } from './until-aborted.ts';

/** Thrown before a target would be asked for a check that was cancelled meanwhile. */
export class CaptureCancelledError extends Error {
  override readonly name = 'CaptureCancelledError';
}

/**
 * Captures one replica at one time point and stores its files, then its outcome, unless an earlier try succeeded or failed
 * for good. A target's failure is an outcome. Throws when the store fails, the signal's reason when it is aborted, and
 * CaptureCancelledError.
 */
export async function captureReplica(deps: CaptureDeps, capture: ReplicaCapture): Promise<CaptureOutcome> {
  const earlier = await readOutcome(deps, capture);
  if (earlier !== undefined && (earlier.ok || !earlier.retryable)) return earlier;
  const late = deps.clock() >= capture.point.notAfterMs;
  const outcome =
    earlier !== undefined && late
      ? { ...earlier, retryable: false }
      : await tryCapture(deps, capture, earlier?.tries ?? 0);
  await put(deps, capture, 'outcome', writeCaptureOutcome(outcome));
  return outcome;
}

async function tryCapture(
  deps: CaptureDeps,
  capture: ReplicaCapture,
  earlierTries: number,
): Promise<CaptureOutcome> {
  const { plan, point } = capture;
  const name = plan.replicas[capture.replica]?.name ?? '';
  if (deps.clock() >= point.notAfterMs) return missed(name, point, earlierTries);
  const target = deps.resolveTarget(plan.service, name);
  if (target === undefined) return notConfigured(plan.service, name, earlierTries);
  const deadline = AbortSignal.timeout(point.notAfterMs - deps.clock());
  const signal = AbortSignal.any([capture.signal, deadline]);
  try {
    const outcome = await fetchAll(deps, { ...capture, signal }, target);
    const extraBytes = await captureExtras(deps, capture, target);
    return outcome.ok ? { ...outcome, bytes: outcome.bytes + extraBytes } : outcome;
  } catch (error) {
    capture.signal.throwIfAborted();
    if (deadline.aborted) return tooLate(name, point, earlierTries + 1);
    if (error instanceof TargetError) return failureOf(error, earlierTries + 1);
    throw error;
  }
}

/**
 * The text comes first, because it forces the collection (a second time under heavy churn), then at once the protobuf
 * without one, so that it describes the last collection.
 */
async function fetchAll(deps: CaptureDeps, capture: ReplicaCapture, target: Target): Promise<CaptureOutcome> {
  const startedAtMs = deps.clock();
  const ask = async (endpoint: string, expect: 'heap-text' | 'profile') => {
    if (await capture.isCancelled()) throw new CaptureCancelledError('the check was cancelled');
    return untilAborted(
      deps.targets.fetch({ target, endpoint, expect, signal: capture.signal }),
      capture.signal,
    );
  };
  const text = await ask(heapTextEndpoint, 'heap-text');
  const again = await secondHeapText(deps, capture, {
    target,
    first: { profile: text, askedAtMs: startedAtMs },
  });
  const profiles = async () => ({
    heap: await ask('heap', 'profile'),
    goroutine: await ask('goroutine', 'profile'),
  });
  // Beside the profiles, so that a metrics page that hangs keeps no profile waiting.
  const [{ heap, goroutine }, metricsBytes] = await Promise.all([
    profiles(),
    captureMetrics(deps, capture, target),
  ]);
  const fetched: readonly { readonly file: CaptureFile; readonly profile: FetchedProfile }[] = [
    { file: 'heap-text', profile: text },
    ...(again === undefined ? [] : [{ file: 'heap-text-again', profile: again } as const]),
    { file: 'heap', profile: heap },
    { file: 'goroutine', profile: goroutine },
  ];
  const tookMs = deps.clock() - startedAtMs;
  for (const { file, profile } of fetched) await put(deps, capture, file, profile.bytes);
  const bytes = fetched.reduce((sum, { profile }) => sum + profile.bytes.byteLength, metricsBytes);
  const takenAgain = again === undefined ? {} : { takenAgainAtMs: again.answeredAtMs };
  return { ok: true, takenAtMs: text.answeredAtMs, ...takenAgain, tookMs, bytes };
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

function failureOf(error: TargetError, tries: number): CaptureFailure {
  const { code, message, nextStep, retryable } = error;
  return { ok: false, code, message, nextStep, tries, retryable };
}

function tooLate(name: string, point: PlannedPoint, tries: number): CaptureFailure {
  const allowedS = Math.round((point.notAfterMs - point.dueAtMs) / 1_000);
  return {
    ok: false,
    code: 'timeout',
    message: `${name} gave no complete profile within ${allowedS} s of the capture's time, so this capture was given up.`,
    nextStep: `Check that ${name} is up and not overloaded, or ask for a longer window: it leaves more time for each capture.`,
    tries,
    retryable: false,
  };
}

function missed(name: string, point: PlannedPoint, tries: number): CaptureFailure {
  const until = new Date(point.notAfterMs).toISOString().slice(11, 19);
  return {
    ok: false,
    code: 'missed',
    message: `${name} was not asked in time: leakcheck had no worker free for this capture before ${until} UTC.`,
    nextStep:
      'Check that leakcheck workers were running and Redis was reachable then, and run the check again.',
    tries,
    retryable: false,
  };
}

function notConfigured(service: string, name: string, tries: number): CaptureFailure {
  return {
    ok: false,
    code: 'not-configured',
    message: `${name} is no longer a target of ${service} in this worker's services file.`,
    nextStep: 'Give every worker the same leakcheck.yaml and run the check again.',
    tries,
    retryable: false,
  };
}
