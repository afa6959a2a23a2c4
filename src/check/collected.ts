import { z } from 'zod';
import type { MemStats } from '../profile/heap-text.ts';
import { pauseSlot, pausesKept } from '../profile/pause-ring.ts';

/** How many collections a process had made at a capture, and how long the last of them stopped it. */
export const Collected = z.object({
  count: z.number().int().nonnegative(),
  /** Newest first; Go keeps the last 256. */
  pausesNs: z.array(z.number().int().nonnegative()),
});
export type Collected = z.infer<typeof Collected>;

/** Go's text has no PauseTotalNs: this is what it can be added up from. */
export function collectedOf({ numGC: count, pausesNs }: Pick<MemStats, 'numGC' | 'pausesNs'>): Collected {
  const kept = Math.min(count, pausesKept);
  return {
    count,
    pausesNs: Array.from({ length: kept }, (_, back) => pausesNs[pauseSlot(count - back)] ?? 0),
  };
}

/**
 * How long all collections from the first capture to the last stopped the process, milliseconds. Where more lie between two
 * captures than Go keeps, those that it keeps stand for the rest. Undefined of fewer than two, and where the process changed.
 */
export function pauseMsOf(captures: readonly Collected[]): number | undefined {
  if (captures.length < 2) return undefined;
  const sums = captures.slice(1).map(({ count, pausesNs }, index) => {
    const made = count - (captures[index]?.count ?? 0);
    const known = pausesNs.slice(0, made);
    if (made <= 0) return made === 0 ? 0 : Number.NaN;
    return (known.reduce((sum, pause) => sum + pause, 0) * made) / known.length;
  });
  const ms = sums.reduce((sum, each) => sum + each, 0) / 1e6;
  return Number.isNaN(ms) ? undefined : ms;
}
