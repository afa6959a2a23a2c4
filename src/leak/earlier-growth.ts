import type { EarlierBase, ReplicaCaptures } from './captures.ts';
import { earlierValues } from './earlier-values.ts';
import type { JudgedReplica } from './judged-replica.ts';
import type { SeriesJudgement } from './series-judgement.ts';
import { fewestPoints, trendOf } from './trend.ts';

/** Growth from check to check of one process. */
type EarlierGrowth = {
  readonly what: 'heap' | 'goroutine';
  /** How many earlier checks saw it. */
  readonly checks: number;
  readonly oldest: Pick<EarlierBase, 'takenAtMs' | 'agoMs'>;
  readonly from: number;
  readonly to: number;
};

/** Less than this share of what was there is within what a service's caches do from hour to hour. */
const leastGrowth = 0.1;

/**
 * Growth over at least three earlier checks of the process that this window does not show. No verdict hangs on it, because the
 * load differs from hour to hour. Undefined where the window grows itself, or the checks do not rise as a leak does.
 */
export function earlierGrowth({ replica, heap, goroutines }: JudgedReplica): EarlierGrowth | undefined {
  return (
    grewUnseen(replica, heap, { what: 'heap', pick: ({ heapAlloc }) => heapAlloc, grain: 0 }) ??
    grewUnseen(replica, goroutines, { what: 'goroutine', pick: (base) => base.goroutines, grain: 1 })
  );
}

function grewUnseen(
  replica: ReplicaCaptures,
  { points, trend }: SeriesJudgement,
  of: {
    readonly what: EarlierGrowth['what'];
    readonly pick: (base: EarlierBase) => number;
    readonly grain: number;
  },
): EarlierGrowth | undefined {
  const earlier = earlierValues(replica, of.pick);
  const [oldest] = earlier;
  const to = points[0]?.value;
  if (oldest === undefined || to === undefined || trend.shape === 'growing') return undefined;
  if (earlier.length + 1 < fewestPoints || to - oldest.value < leastGrowth * oldest.value) return undefined;
  const course = [...earlier.map(({ agoMs, value }) => ({ atMs: -agoMs, value })), { atMs: 0, value: to }];
  if (trendOf(course, of.grain).shape !== 'growing') return undefined;
  return { what: of.what, checks: earlier.length, oldest, from: oldest.value, to };
}
