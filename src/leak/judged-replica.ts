import type { ReplicaCaptures } from './captures.ts';
import { earlierValues } from './earlier-values.ts';
import { type GoroutineGroup, goroutineGroups, goroutineSeries } from './goroutine-groups.ts';
import { type GoroutineIdentity, goroutineIdentities } from './goroutine-identity.ts';
import type { HeapGroup } from './heap-group.ts';
import { heapGroups } from './heap-groups.ts';
import { type HeapTable, heapTable } from './heap-table.ts';
import { idleness } from './idleness.ts';
import { type LastingGoroutines, lastingGoroutines } from './lasting-goroutines.ts';
import { isUncollected, liveHeapSeries } from './live-heap.ts';
import { poolReplicas } from './pooled-series.ts';
import { type PrimitiveShares, primitives } from './primitive.ts';
import { type ProcessMemory, processMemory } from './process-memory.ts';
import { provedLeaks } from './proved-leaks.ts';
import { judgeSeries, type SeriesJudgement } from './series-judgement.ts';
import { type Unusable, whyUnusable } from './usable-replica.ts';

/** A replica whose captures can be judged, with everything that was read off them. */
export type JudgedReplica = {
  readonly replica: ReplicaCaptures;
  readonly heap: SeriesJudgement;
  readonly goroutines: SeriesJudgement;
  /** Undefined where no metrics tell it. */
  readonly memory?: ProcessMemory | undefined;
  /** What the groups are made of; undefined of fewer than two captures. */
  readonly heapTable: HeapTable | undefined;
  readonly heapGroups: readonly HeapGroup[];
  readonly goroutineGroups: readonly GoroutineGroup[];
  /** What each culprit's growing bytes were made as; empty where the target does not name its runtime frames. */
  readonly primitives: ReadonlyMap<string, PrimitiveShares>;
  /** By `<wait> <culprit>`; undefined where goroutines were not listed. */
  readonly identities: ReadonlyMap<string, GoroutineIdentity> | undefined;
  /** By `<wait> <culprit>`; undefined where goroutines were not listed at every capture. */
  readonly lasting: ReadonlyMap<string, LastingGoroutines> | undefined;
  /** Goroutines that the runtime proved to be leaked, by `<wait> <culprit>`. */
  readonly proved: ReadonlyMap<string, number>;
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
  const judged = judge(replica, context.modulePrefixes);
  const idle = growsSomehow(judged) ? undefined : idleness(replica.captures);
  return idle === undefined ? judged : { replica, unusable: idle };
}

/** Judges the live heap of the replicas together, where it is too faint in each of them. */
export function withPooledHeap(readings: readonly ReplicaReading[]): readonly ReplicaReading[] {
  const judged = readings.filter(isJudged);
  const pooled = poolReplicas(
    judged.map(({ heap, replica }) => ({ series: heap, captures: replica.captures })),
    0,
  );
  return readings.map((reading) => {
    if (!isJudged(reading)) return reading;
    return { ...reading, heap: pooled[judged.indexOf(reading)] ?? reading.heap };
  });
}

/** What grows has its traffic, however little it allocates. */
function growsSomehow({ heap, goroutines, memory }: JudgedReplica): boolean {
  return heap.leaks || goroutines.trend.shape === 'growing' || memory?.outside !== undefined;
}

function judge(replica: ReplicaCaptures, modulePrefixes: readonly string[]): JudgedReplica {
  const table = heapTable(replica.captures);
  return {
    replica,
    heap: judgeSeries(liveHeapSeries(replica.captures), replica.captures, {
      // Earlier checks remember exact values, which samples are not to be measured by.
      earlier: isUncollected(replica) ? [] : earlierValues(replica, ({ heapAlloc }) => heapAlloc),
    }),
    goroutines: judgeSeries(goroutineSeries(replica.captures), replica.captures, {
      grain: 1,
      earlier: earlierValues(replica, ({ goroutines }) => goroutines),
    }),
    memory: processMemory(replica.captures),
    heapTable: table,
    heapGroups: heapGroups(table, modulePrefixes),
    goroutineGroups: goroutineGroups(replica.captures, modulePrefixes),
    primitives: primitives(replica, modulePrefixes),
    identities: goroutineIdentities(replica.captures, modulePrefixes),
    lasting: lastingGoroutines(replica.captures, modulePrefixes),
    proved: provedLeaks(replica.captures, modulePrefixes),
    heapPeriod: replica.captures.at(-1)?.heap.period ?? 0,
  };
}

export function isJudged(reading: ReplicaReading): reading is JudgedReplica {
  return !('unusable' in reading);
}
