import type { PointExtras, ReplicaCaptures } from './captures.ts';

/**
 * The captures of a replica that has been judged, without the records and lists that make up most of their size: what these tell
 * is in the judgement.
 */
export function withoutLists(replica: ReplicaCaptures): ReplicaCaptures {
  return {
    ...replica,
    captures: replica.captures.map((capture) => ({
      ...capture,
      extras: capture.extras && shortened(capture.extras),
    })),
  };
}

function shortened({ leaked }: PointExtras): PointExtras {
  return { heapRecords: [], symbols: new Map(), goroutines: undefined, leaked };
}
