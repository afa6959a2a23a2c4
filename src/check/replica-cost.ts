import type { CaptureOutcome } from './capture-outcome.ts';
import { pauseMsOf } from './collected.ts';
import { addSpent, nothingSpent, type Spent } from './spent.ts';

/** What a check cost one replica. */
export type ReplicaCost = Spent & {
  /** Of all its collections from the first capture to the last, its own included; undefined where it cannot be told. */
  readonly pauseMs: number | undefined;
};

/** Adds up what became of a replica's captures, in time order; undefined where nothing is known of one. */
export function replicaCost(outcomes: readonly (CaptureOutcome | undefined)[]): ReplicaCost {
  const known = outcomes.filter((outcome) => outcome !== undefined);
  const collected = known.flatMap((outcome) => (outcome.ok && outcome.collected ? [outcome.collected] : []));
  return {
    ...known.map(({ spent }) => spent).reduce(addSpent, nothingSpent),
    pauseMs: pauseMsOf(collected),
  };
}
