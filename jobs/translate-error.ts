import { ReportMissingError } from '../src/check/conclude-check.ts';
import { PostError } from '../src/check/poster.ts';
import { CheckCancelledError, ShuttingDownError } from './running-jobs.ts';

/**
 * What becomes of a job that threw. `end`: it is over, without a failure. `later`: it runs again after `afterMs` and no attempt
 * is counted. `fail`: trying again is useless. `retry`: it may work next time (`jobs/retry-delay.ts` says when).
 */
export type Decision =
  | { readonly kind: 'end' }
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'fail' }
  | { readonly kind: 'retry' };

const shortestWaitMs = 1_000;
const longestWaitMs = 10 * 60_000;

/** The one place that decides whether a failure is permanent. */
export function translateError(error: unknown): Decision {
  if (error instanceof CheckCancelledError) return { kind: 'end' };
  if (error instanceof ShuttingDownError) return { kind: 'later', afterMs: 0 };
  if (error instanceof ReportMissingError) return { kind: 'fail' };
  if (error instanceof PostError) return translatePostError(error);
  return { kind: 'retry' };
}

function translatePostError({ kind, retryAfterMs }: PostError): Decision {
  if (kind === 'refused') return { kind: 'fail' };
  if (kind !== 'limited') return { kind: 'retry' };
  return { kind: 'later', afterMs: Math.min(Math.max(retryAfterMs ?? 0, shortestWaitMs), longestWaitMs) };
}
