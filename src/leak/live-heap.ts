import { valueIndex } from '../profile/value-index.ts';
import type { PointCapture, ReplicaCaptures } from './captures.ts';
import { fewestPoints } from './trend.ts';

/**
 * Live heap at a capture, bytes: exact right after a forced collection. Without one the counters hold garbage as well, so the
 * profile's samples have to tell; they describe the process's own last collection but one (runtime/mprof.go: what is
 * allocated between two collections is published by the second one after).
 */
export function liveHeapBytes({ collections, memStats, heap }: PointCapture): number {
  if (collections > 0) return memStats.heapAlloc;
  const column = valueIndex(heap, 'inuse_space');
  return heap.samples.reduce((sum, { values }) => sum + (values[column] ?? 0), 0);
}

/** Whether the live heap is known by samples alone: then growth of it is suspect at most. */
export function isUncollected({ captures }: Pick<ReplicaCaptures, 'captures'>): boolean {
  return captures.some(({ collections }) => collections === 0);
}

/** The live heap of a process that hardly collected: its captures all describe the same few instants. */
export type UnseenHeap = {
  readonly kind: 'uncollected';
  /** That the process made of its own between the first and the last capture. */
  readonly collections: number;
};

/** Undefined where the captures describe the live heap at enough different instants to judge it. */
export function unseenHeap(replica: Pick<ReplicaCaptures, 'captures'>): UnseenHeap | undefined {
  if (!isUncollected(replica)) return undefined;
  const counts = replica.captures.map(({ memStats }) => memStats.numGC);
  if (new Set(counts).size >= fewestPoints) return undefined;
  return { kind: 'uncollected', collections: (counts.at(-1) ?? 0) - (counts[0] ?? 0) };
}
