import type { MemStats } from '../profile/heap-text.ts';

/**
 * How long a process has run at the least: from the oldest collection that it remembers (the last 256) to the newest, in
 * milliseconds. 0 where it does not say.
 */
export function leastAgeMs({ pauseEndsNs }: Pick<MemStats, 'pauseEndsNs'>): number {
  const ends = pauseEndsNs.map(Number).filter((end) => end > 0);
  if (ends.length === 0) return 0;
  const oldest = ends.reduce((least, end) => Math.min(least, end));
  const newest = ends.reduce((most, end) => Math.max(most, end));
  return (newest - oldest) / 1e6;
}
