import type { JudgedReplica } from '../leak/judged-replica.ts';
import type { ProcessMemory } from '../leak/process-memory.ts';
import type { Report } from './report.ts';

/**
 * With GOGC at its default the heap is let grow to twice its live part before it is collected, so its footprint grows
 * twice as fast as what is live.
 */
const footprintPerLiveByte = 2;
const msPerMinute = 60_000;

/**
 * How long until the fastest replica needs all the memory it may have: from the growth of its resident set where that is known
 * and lasts, otherwise from its live growth and what it holds of the operating system now (MemStats Sys less what was given
 * back). A limit of the services file counts before what a replica's metrics say. Undefined without a limit or a replica.
 */
export function timeToLimit(
  judged: readonly JudgedReplica[],
  configuredBytes: number | undefined,
): Report['limit'] {
  const times = judged.flatMap((replica) => {
    const limitBytes = configuredBytes ?? replica.replica.captures.at(-1)?.metrics?.limitBytes;
    if (limitBytes === undefined) return [];
    return [{ target: replica.replica.target, limitBytes, minutes: minutesLeft(replica, limitBytes) }];
  });
  const first = times.reduce<(typeof times)[number] | undefined>(
    (soonest, one) => (soonest === undefined || one.minutes < soonest.minutes ? one : soonest),
    undefined,
  );
  if (first === undefined) return undefined;
  return {
    bytes: first.limitBytes,
    target: first.target,
    ...(Number.isFinite(first.minutes) ? { minutesLeft: first.minutes } : {}),
  };
}

/** Infinite where nothing grows for certain. */
function minutesLeft({ heap, memory, replica }: JudgedReplica, limitBytes: number): number {
  const stats = replica.captures.at(-1)?.memStats;
  if (stats === undefined) return Number.POSITIVE_INFINITY;
  const free = Math.max(0, limitBytes - (memory?.rssAtHead ?? stats.sys - stats.heapReleased));
  if (memory !== undefined && growsOn(memory)) return free / (memory.trend.slope * msPerMinute);
  if (heap.trend.interval95[0] <= 0) return Number.POSITIVE_INFINITY;
  return free / (heap.trend.slope * msPerMinute * footprintPerLiveByte);
}

/** A resident set that only catches up with its heap slows down: by its speed in the window no limit is ever reached. */
function growsOn({ trend, outside }: ProcessMemory): boolean {
  return trend.interval95[0] > 0 && (trend.shape === 'growing' || outside !== undefined);
}
