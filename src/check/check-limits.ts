import type { RateLimit } from '../access/rate-limit.ts';

/** A check that is about to start, by whom and of what. */
export type CheckStart = { readonly id: string; readonly person: string; readonly service: string };

/** Counts the checks that are started, over all bots. Throws a StoreUnavailableError. */
export type CheckLimits = {
  /** Counts a start for its person and its service, or for neither: then it answers which of the two is full, and until when. */
  take(
    start: CheckStart,
    limits: { readonly person: RateLimit | undefined; readonly service: RateLimit | undefined },
  ): Promise<{ readonly of: 'person' | 'service'; readonly freeAtMs: number } | undefined>;
  /** Takes back what was counted for a check that came to nothing. */
  giveBack(start: CheckStart): Promise<void>;
};
