import type { JudgedReplica } from './judged-replica.ts';
import { studentQuantile } from './statistics/student-t.ts';
import { trendOf } from './trend.ts';

const msPerMinute = 60_000;

/**
 * Sampled births without a death that the sign test needs at 5 %, and how many must be expected for that many to come
 * 95 times in 100 (Poisson).
 */
export const expectedSamples = 9.2;

/** From none: fewer may be the work in flight. */
const fewestGoroutines = 10;

/** The level at which one of a handful of groups is significant at 5 %. */
const severalTested = 0.01;

/** The smallest growth of a replica that its captures would have shown 95 times in 100. */
export type Detectable = { readonly heapBytesPerMinute: number; readonly goroutinesPerMinute: number };

/** From the scatter of the exact series (for goroutines: where it is widest) and the rarity of heap samples. */
function detectableGrowth({ heap, goroutines, goroutineGroups, heapPeriod }: JudgedReplica): Detectable {
  const spanMs = Math.max(1, (heap.points.at(-1)?.atMs ?? 0) - (heap.points[0]?.atMs ?? 0));
  const degrees = Math.max(1, heap.trend.degrees);
  const noisiest = goroutineGroups.reduce(
    (most, { series }) => Math.max(most, trendOf(series, 1).slopeError),
    0,
  );
  const perSpan = (amount: number) => (amount * msPerMinute) / spanMs;
  return {
    heapBytesPerMinute: Math.max(
      2 * studentQuantile(0.05, degrees) * heap.trend.slopeError * msPerMinute,
      perSpan(expectedSamples * heapPeriod),
    ),
    goroutinesPerMinute: Math.max(
      2 * studentQuantile(severalTested, degrees) * noisiest * msPerMinute,
      perSpan(Math.max(fewestGoroutines, goroutines.points.length - 1)),
    ),
  };
}

/** The largest of the replicas' smallest: what every one of them would have shown. Undefined without replicas. */
export function detectableByAll(replicas: readonly JudgedReplica[]): Detectable | undefined {
  if (replicas.length === 0) return undefined;
  const each = replicas.map(detectableGrowth);
  return {
    heapBytesPerMinute: Math.max(...each.map(({ heapBytesPerMinute }) => heapBytesPerMinute)),
    goroutinesPerMinute: Math.max(...each.map(({ goroutinesPerMinute }) => goroutinesPerMinute)),
  };
}
