import { inTable } from '../profile/in-table.ts';
import type { Profile } from '../profile/profile.ts';
import { RowIndex } from '../profile/row-index.ts';
import { rememberedProbability, type SampledObjects, sampledObjects } from '../profile/sampled-objects.ts';
import type { StackTable } from '../profile/stack-table.ts';
import type { PointCapture } from './captures.ts';

export type HeapCapture = Pick<PointCapture, 'heap' | 'atMs'>;

/**
 * What was really sampled of one replica's heap over its captures, in columns by row: objects of one size from one stack. Rows of
 * one stack stand together. Counts are Go's own, before it scaled them up.
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
  /** Whether rows without live objects are in it too, so that what was allocated in the window is known. */
  readonly hasAllAllocations: boolean;
};

/** Joins the heap profiles of a replica. Undefined for fewer than two. Throws ProfileError for what is no heap profile. */
export function heapTable(captures: readonly HeapCapture[]): HeapTable | undefined {
  const head = captures.at(-1)?.heap;
  if (head === undefined || captures.length < 2) return undefined;
  const { stacks } = head;
  const rows = head.stackOf.length + (captures[0]?.heap.stackOf.length ?? 0);
  const index = new RowIndex({ stacks: stacks.size, rows });
  const joined = captures.map(({ heap }) => joinRows(inTable(heap, stacks), index));
  const [first, last] = [joined[0], joined.at(-1)];
  const position = positionsByStack(index, stacks.size);
  const stackOf = new Uint32Array(index.length);
  const objectBytes = new Float64Array(index.length);
  for (let row = 0; row < index.length; row++) {
    const at = position[row] ?? 0;
    stackOf[at] = index.stackOf(row);
    objectBytes[at] = index.objectBytes(row);
  }
  return {
    stacks,
    rows: index.length,
    stackOf,
    objectBytes,
    probability: objectBytes.map(rememberedProbability(head.period)),
    atMs: captures.map(({ atMs }) => atMs),
    inuse: joined.map((each) => sumByRow(position, each, 'inuse')),
    allocAtBase: first === undefined ? new Float64Array() : sumByRow(position, first, 'alloc'),
    allocAtHead: last === undefined ? new Float64Array() : sumByRow(position, last, 'alloc'),
    hasAllAllocations: [captures[0]?.heap, head].every((heap) => heap?.sampleCount === heap?.stackOf.length),
  };
}

/** Row numbers plus one of each sample, 0 for one that counts nothing. */
type Joined = { readonly sampled: SampledObjects; readonly rowOf: Uint32Array };

function joinRows(heap: Profile, index: RowIndex): Joined {
  const { stackOf, objectBytes } = heap;
  const sampled = sampledObjects(heap);
  const rowOf = new Uint32Array(stackOf.length);
  for (let at = 0; at < stackOf.length; at++) {
    if (sampled.counts(at)) rowOf[at] = index.row(stackOf[at] ?? 0, objectBytes[at] ?? 0) + 1;
  }
  return { sampled, rowOf };
}

/** Where each row goes so that the rows of one stack stand together: a counting sort. */
function positionsByStack(index: RowIndex, stacks: number): Uint32Array {
  const next = new Uint32Array(stacks + 1);
  for (let row = 0; row < index.length; row++) {
    const after = index.stackOf(row) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let stack = 1; stack <= stacks; stack++) next[stack] = (next[stack] ?? 0) + (next[stack - 1] ?? 0);
  const position = new Uint32Array(index.length);
  for (let row = 0; row < index.length; row++) {
    const stack = index.stackOf(row);
    const at = next[stack] ?? 0;
    position[row] = at;
    next[stack] = at + 1;
  }
  return position;
}

function sumByRow(position: Uint32Array, { rowOf, sampled }: Joined, what: 'inuse' | 'alloc'): Float64Array {
  const sums = new Float64Array(position.length);
  const countOf = sampled[what];
  for (let at = 0; at < rowOf.length; at++) {
    const row = rowOf[at] ?? 0;
    if (row === 0) continue;
    const to = position[row - 1] ?? 0;
    sums[to] = (sums[to] ?? 0) + countOf(at);
  }
  return sums;
}
