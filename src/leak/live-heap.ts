import { columnSum } from '../profile/column-sum.ts';
import { pauseSlot } from '../profile/pause-ring.ts';
import type { PointCapture, ReplicaCaptures } from './captures.ts';
import type { Point } from './statistics/theil-sen.ts';
import { fewestPoints } from './trend.ts';

/**
 * Live heap at a capture, bytes: exact right after a forced collection. Without one the counters hold garbage as well, so the
 * profile's samples have to tell; they describe the process's own last collection but one (runtime/mprof.go: what is
 * allocated between two collections is published by the second one after).
 */
export function liveHeapBytes({ collections, memStats, heap }: PointCapture): number {
  if (collections > 0) return memStats.heapAlloc;
  return columnSum(heap, 'inuse_space');
}

/**
 * Live heap over the window. Without forced collections each value stands at the end of the collection that it describes, where
 * the process says when that was: one that collects seldom shows its heap long after.
 */
export function liveHeapSeries(captures: readonly PointCapture[]): Point[] {
  const [base] = captures;
  const from = base && describedEndMs(base);
  return captures.map((capture) => {
    const value = liveHeapBytes(capture);
    const end = describedEndMs(capture);
    if (base === undefined || from === undefined || end === undefined) return { atMs: capture.atMs, value };
    return { atMs: base.atMs + end - from, value };
  });
}

/** By the process's own clock, milliseconds since the epoch; undefined after a forced collection, which is the capture itself. */
function describedEndMs({ collections, memStats: { numGC, pauseEndsNs } }: PointCapture): number | undefined {
  if (collections > 0 || numGC < 2) return undefined;
  const ended = Number(pauseEndsNs[pauseSlot(numGC - 1)] ?? 0);
  return ended > 0 ? ended / 1e6 : undefined;
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

/** Share of the window that what the captures describe must span. */
const leastCover = 0.6;

/** Undefined where the captures describe the live heap at enough different instants, over enough of the window, to judge it. */
export function unseenHeap(replica: Pick<ReplicaCaptures, 'captures'>): UnseenHeap | undefined {
  if (!isUncollected(replica)) return undefined;
  const counts = replica.captures.map(({ memStats }) => memStats.numGC);
  if (new Set(counts).size >= fewestPoints && coversWindow(replica.captures)) return undefined;
  return { kind: 'uncollected', collections: (counts.at(-1) ?? 0) - (counts[0] ?? 0) };
}

function coversWindow(captures: readonly PointCapture[]): boolean {
  const span = (points: readonly { readonly atMs: number }[]) =>
    (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  return span(liveHeapSeries(captures)) >= leastCover * span(captures);
}
