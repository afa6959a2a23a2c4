import type { MemStats } from '../profile/heap-text.ts';
import { pauseSlot, pausesKept } from '../profile/pause-ring.ts';

/** What of a process's counters tells it from another one. */
export type ProcessMark = Pick<
  MemStats,
  'totalAlloc' | 'mallocs' | 'frees' | 'numGC' | 'numForcedGC' | 'maxRss'
> & {
  /** When the collection `numGC` ended, nanoseconds since the epoch. */
  readonly lastPauseEndNs: string;
};

const rising = ['totalAlloc', 'mallocs', 'frees', 'numGC', 'numForcedGC'] as const;

export function markOf(memStats: MemStats): ProcessMark {
  const { totalAlloc, mallocs, frees, numGC, numForcedGC, maxRss, pauseEndsNs } = memStats;
  const lastPauseEndNs = pauseEndsNs[pauseSlot(numGC)] ?? '';
  return { totalAlloc, mallocs, frees, numGC, numForcedGC, maxRss, lastPauseEndNs };
}

/**
 * Whether what was marked earlier can be the process marked later. Its counters only rise, collections forced since then
 * among them: those of the earlier check alone outnumber what a process that began after it has had forced, which makes a
 * busy newcomer with higher counters no match.
 */
export function isSameProcess(earlier: ProcessMark, later: ProcessMark): boolean {
  const fell = rising.some((counter) => later[counter] < earlier[counter]);
  const peakFell = (later.maxRss ?? Number.POSITIVE_INFINITY) < (earlier.maxRss ?? 0);
  return !fell && !peakFell && later.numForcedGC > earlier.numForcedGC;
}

/**
 * Whether the process still knows when the marked collection ended: a process keeps the times of its last 256, to the
 * nanosecond. Undefined where more have passed, so that it cannot know.
 */
export function remembers(now: MemStats, { numGC, lastPauseEndNs }: ProcessMark): boolean | undefined {
  if (numGC < 1 || now.numGC - numGC >= pausesKept) return undefined;
  return now.pauseEndsNs[pauseSlot(numGC)] === lastPauseEndNs;
}
