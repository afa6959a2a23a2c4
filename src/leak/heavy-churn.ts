import type { MemStats } from '../profile/heap-text.ts';

/** Half a per cent of the live heap lies within what the working set of a busy service scatters by itself. */
const leastShareOfHeap = 0.005;
/** One sampling period: the stacks of a heap profile cannot tell less either. */
const leastBytes = 512 * 1024;

/**
 * Whether one forced collection leaves enough garbage to blur the live heap. What is allocated while it marks counts as live,
 * and so does what is allocated from then on until the counters are read: at most what the process allocates in the time that
 * the request takes. Measured on Go 1.26.8: under 0.3 MB on services that allocate up to 10 MB/s, 1 to 5 MB at 130 MB/s, of
 * which a quarter is scatter.
 */
export function isHeavyChurn(seen: {
  readonly earlier: MemStats;
  readonly now: MemStats;
  /** Between the two. */
  readonly elapsedMs: number;
  /** How long the request that forced the collection took. */
  readonly collectionMs: number;
}): boolean {
  const { earlier, now, elapsedMs, collectionMs } = seen;
  if (elapsedMs <= 0 || now.totalAlloc < earlier.totalAlloc) return false;
  const leftBytes = ((now.totalAlloc - earlier.totalAlloc) / elapsedMs) * Math.max(0, collectionMs);
  return leftBytes > Math.max(leastBytes, leastShareOfHeap * now.heapAlloc);
}
