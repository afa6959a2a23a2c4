import { utcSecond } from '../report/utc-time.ts';
import type { CaptureFailure, CaptureResult } from './capture-outcome.ts';
import type { PlannedPoint } from './plan.ts';
import type { TargetError } from './target-error.ts';

/** What the target answered, or how it did not. */
export function failureOf(error: TargetError, tries: number): CaptureResult<CaptureFailure> {
  const { code, message, nextStep, retryable } = error;
  return { ok: false, code, message, nextStep, tries, retryable };
}

/** The target was asked, but the capture was not complete at its deadline. */
export function tooLate(name: string, point: PlannedPoint, tries: number): CaptureResult<CaptureFailure> {
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

/** No worker came to it before its deadline. */
export function missed(name: string, point: PlannedPoint, tries: number): CaptureResult<CaptureFailure> {
  const until = utcSecond(point.notAfterMs);
  return {
    ok: false,
    code: 'missed',
    message: `${name} was not asked in time: leakcheck had no worker free for this capture before ${until}.`,
    nextStep:
      'Check that leakcheck workers were running and Redis was reachable then, and run the check again.',
    tries,
    retryable: false,
  };
}

/** Another check captured the target for as long as this capture could wait. */
export function busy(name: string, point: PlannedPoint, tries: number): CaptureResult<CaptureFailure> {
  const until = utcSecond(point.notAfterMs);
  return {
    ok: false,
    code: 'busy',
    message: `${name} was not asked in time: until ${until} it was being captured for another check, and never two capture it at once.`,
    nextStep: 'Run the check again when the other one is over, or over a longer window: it leaves more time.',
    tries,
    retryable: false,
  };
}

/** The services file has changed since the check was planned. */
export function notConfigured(service: string, name: string, tries: number): CaptureResult<CaptureFailure> {
  return {
    ok: false,
    code: 'not-configured',
    message: `${name} is no longer a target of ${service} in this worker's services file.`,
    nextStep: 'Give every worker the same leakcheck.yaml and run the check again.',
    tries,
    retryable: false,
  };
}
