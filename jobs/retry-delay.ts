import { CaptureJob } from '../src/queue/payloads.ts';

type RetryPace = { readonly firstMs: number; readonly longestMs: number };

const captures: RetryPace = { firstMs: 250, longestMs: 5_000 };
const others: RetryPace = { firstMs: 1_000, longestMs: 60_000 };
/** BullMQ's word for a job that is not to be tried again. */
const givesUp = -1;

/**
 * Milliseconds until a failed job is tried again, doubling from try to try. A capture's next try comes before its deadline;
 * past it the job gives up, so that its check goes on without it.
 */
export function retryDelay(attemptsMade: number, data: unknown, nowMs: number): number {
  const capture = CaptureJob.safeParse(data).data;
  if (capture === undefined) return doubled(others, attemptsMade);
  const leftMs = capture.point.notAfterMs - nowMs;
  return leftMs <= 0 ? givesUp : Math.ceil(Math.min(doubled(captures, attemptsMade), leftMs / 2));
}

function doubled({ firstMs, longestMs }: RetryPace, attemptsMade: number): number {
  return Math.min(firstMs * 2 ** Math.min(attemptsMade - 1, 20), longestMs);
}
