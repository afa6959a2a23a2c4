import type { JudgedReplica } from '../leak/judged-replica.ts';
import type { Report } from './report.ts';

/**
 * With GOGC at its default the heap is let grow to twice its live part before it is collected, so its footprint grows
 * twice as fast as what is live.
 */
const footprintPerLiveByte = 2;
const msPerMinute = 60_000;

/**
 * How long until the fastest replica needs all the memory it may have, from its live growth and what it holds of the
 * operating system now (MemStats Sys less what was given back). Undefined without a limit or a replica.
 */
export function timeToLimit(
  judged: readonly JudgedReplica[],
  limitBytes: number | undefined,
): Report['limit'] {
  if (limitBytes === undefined) return undefined;
  const times = judged.map((replica) => ({
    target: replica.replica.target,
    minutes: minutesLeft(replica, limitBytes),
  }));
  const first = times.reduce<(typeof times)[number] | undefined>(
    (soonest, one) => (soonest === undefined || one.minutes < soonest.minutes ? one : soonest),
    undefined,
  );
  if (first === undefined) return undefined;
  return {
    bytes: limitBytes,
    target: first.target,
    ...(Number.isFinite(first.minutes) ? { minutesLeft: first.minutes } : {}),
  };
}

/** Infinite where the live heap does not grow for certain. */
function minutesLeft({ heap, replica }: JudgedReplica, limitBytes: number): number {
  const stats = replica.captures.at(-1)?.memStats;
  if (stats === undefined || heap.trend.interval95[0] <= 0) return Number.POSITIVE_INFINITY;
  const free = Math.max(0, limitBytes - (stats.sys - stats.heapReleased));
  return free / (heap.trend.slope * msPerMinute * footprintPerLiveByte);
}
