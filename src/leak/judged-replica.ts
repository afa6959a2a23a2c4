import type { ReplicaCaptures } from './captures.ts';
import { type GoroutineGroup, goroutineGroups, goroutineSeries } from './goroutine-groups.ts';
import { type HeapGroup, heapGroups } from './heap-groups.ts';
import { judgeSeries, type SeriesJudgement } from './series-judgement.ts';
import { type Unusable, whyUnusable } from './usable-replica.ts';

/** A replica whose captures can be judged, with everything that was read off them. */
export type JudgedReplica = {
  readonly replica: ReplicaCaptures;
  readonly heap: SeriesJudgement;
  readonly goroutines: SeriesJudgement;
  readonly heapGroups: readonly HeapGroup[];
  readonly goroutineGroups: readonly GoroutineGroup[];
  /** Mean bytes between heap samples. */
  readonly heapPeriod: number;
};

export type ReplicaReading =
  | JudgedReplica
  | { readonly replica: ReplicaCaptures; readonly unusable: Unusable };

/** Reads the series and stacks of one replica, or says why it cannot be judged. */
export function readReplica(
  replica: ReplicaCaptures,
  context: { readonly windowMs: number; readonly modulePrefixes: readonly string[] },
): ReplicaReading {
  const unusable = whyUnusable(replica, context.windowMs);
  if (unusable !== undefined) return { replica, unusable };
  const heapPoints = replica.captures.map(({ atMs, memStats }) => ({ atMs, value: memStats.heapAlloc }));
  return {
    replica,
    heap: judgeSeries(heapPoints, replica.captures),
    goroutines: judgeSeries(goroutineSeries(replica.captures), replica.captures, 1),
    heapGroups: heapGroups(replica.captures, context.modulePrefixes),
    goroutineGroups: goroutineGroups(replica.captures, context.modulePrefixes),
    heapPeriod: replica.captures.at(-1)?.heap.period ?? 0,
  };
}

export function isJudged(reading: ReplicaReading): reading is JudgedReplica {
  return !('unusable' in reading);
}
