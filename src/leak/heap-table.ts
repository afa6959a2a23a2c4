import { inTable } from '../profile/in-table.ts';
import { RowIndex } from '../profile/row-index.ts';
import { sampledObjects, samplingProbability } from '../profile/sampled-objects.ts';
import type { StackTable } from '../profile/stack-table.ts';
import type { PointCapture } from './captures.ts';

export type HeapCapture = Pick<PointCapture, 'heap' | 'atMs'>;

/**
 * What was really sampled of one replica's heap over its captures, in columns by row: objects of one size from one stack. Counts
 * are Go's own, before it scaled them up.
 */
export type HeapTable = {
  readonly stacks: StackTable;
  readonly rows: number;
  readonly stackOf: Uint32Array;
  /** Size of one object, bytes. */
  readonly objectBytes: Float64Array;
  /** Chance that an object of this size is sampled. */
  readonly probability: Float64Array;
  /** When each capture was taken, and the live objects sampled then. */
  readonly atMs: readonly number[];
  readonly inuse: readonly Float64Array[];
  /** Objects sampled since the process started, at the first and at the last capture. */
  readonly allocAtBase: Float64Array;
  readonly allocAtHead: Float64Array;
};

/** Joins the heap profiles of a replica. Undefined for fewer than two. Throws ProfileError for what is no heap profile. */
export function heapTable(captures: readonly HeapCapture[]): HeapTable | undefined {
  const head = captures.at(-1)?.heap;
  if (head === undefined || captures.length < 2) return undefined;
  const { stacks } = head;
  const index = new RowIndex();
  const profiles = captures.map(({ heap }) => {
    const { stackOf, objectBytes } = inTable(heap, stacks);
    const sampled = sampledObjects(heap);
    const rowOf = new Uint32Array(stackOf.length);
    for (let at = 0; at < stackOf.length; at++) {
      const isThere = sampled.inuse[at] !== 0 || sampled.alloc[at] !== 0;
      rowOf[at] = isThere ? index.row(stackOf[at] ?? 0, objectBytes[at] ?? 0) + 1 : 0;
    }
    return { rowOf, sampled };
  });
  const rows = index.length;
  const sumOf = (rowOf: Uint32Array | undefined, counts: Float64Array | undefined) =>
    sumByRow(rows, rowOf ?? new Uint32Array(), counts ?? new Float64Array());
  const [first, last] = [profiles[0], profiles.at(-1)];
  const objectBytes = Float64Array.from({ length: rows }, (_, row) => index.objectBytes(row));
  return {
    stacks,
    rows,
    stackOf: Uint32Array.from({ length: rows }, (_, row) => index.stackOf(row)),
    objectBytes,
    probability: objectBytes.map((size) => samplingProbability(size, head.period)),
    atMs: captures.map(({ atMs }) => atMs),
    inuse: profiles.map(({ rowOf, sampled }) => sumOf(rowOf, sampled.inuse)),
    allocAtBase: sumOf(first?.rowOf, first?.sampled.alloc),
    allocAtHead: sumOf(last?.rowOf, last?.sampled.alloc),
  };
}

/** `rowOf` holds row numbers plus one, 0 for a sample that counts nothing. */
function sumByRow(rows: number, rowOf: Uint32Array, counts: Float64Array): Float64Array {
  const sums = new Float64Array(rows);
  for (let at = 0; at < rowOf.length; at++) {
    const row = (rowOf[at] ?? 0) - 1;
    if (row >= 0) sums[row] = (sums[row] ?? 0) + (counts[at] ?? 0);
  }
  return sums;
}
