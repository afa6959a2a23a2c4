import type { Frame } from '../profile/profile.ts';
import type { StackTable } from '../profile/stack-table.ts';
import { enclosingFunction } from './function-name.ts';
import type { RowChanges } from './group-sums.ts';
import type { HeapStack } from './heap-group.ts';
import type { HeapTable } from './heap-table.ts';
import { largest } from './largest.ts';

/** More stacks than anybody looks at, or any rule needs to see. */
const mostStacks = 1_000;

/** The stacks of one group, summed over the sizes of their objects. */
export class GroupStacks {
  /** By growth, fastest first. */
  readonly fastest: readonly HeapStack[];
  /** How many grow. */
  readonly growing: number;
  #path: ReadonlySet<string> | undefined;

  constructor(rows: readonly number[], table: HeapTable, changes: RowChanges) {
    const sums = sumByStack(rows, table, changes);
    this.growing = sums.reduce((count, { growthBytes }) => (growthBytes > 0 ? count + 1 : count), 0);
    this.fastest = largest(sums, { by: ({ growthBytes }) => growthBytes, limit: mostStacks }).map(
      (sum) => new LazyHeapStack(table.stacks, sum, table.objectBytes[sum.heaviest] ?? 0),
    );
  }

  /** The functions that the fastest stack passes through. */
  get path(): ReadonlySet<string> {
    this.#path ??= new Set(this.fastest[0]?.stack.map((frame) => enclosingFunction(frame.function)));
    return this.#path;
  }
}

type StackSums = {
  readonly stack: number;
  growthBytes: number;
  atHeadBytes: number;
  /** Row that grew most, and by how much. */
  heaviest: number;
  most: number;
};

/** The rows of one stack follow one another. */
function sumByStack(rows: readonly number[], table: HeapTable, changes: RowChanges): StackSums[] {
  const sums: StackSums[] = [];
  const atHead = table.inuse.at(-1);
  let open: StackSums | undefined;
  for (const row of rows) {
    const stack = table.stackOf[row] ?? 0;
    const growthBytes = changes.growthBytes[row] ?? 0;
    if (open?.stack !== stack) {
      open = { stack, growthBytes: 0, atHeadBytes: 0, heaviest: row, most: growthBytes };
      sums.push(open);
    }
    open.growthBytes += growthBytes;
    open.atHeadBytes +=
      ((table.objectBytes[row] ?? 0) / (table.probability[row] ?? 1)) * (atHead?.[row] ?? 0);
    if (growthBytes <= open.most) continue;
    open.most = growthBytes;
    open.heaviest = row;
  }
  return sums;
}

/** Its frames are put together when they are asked for. */
class LazyHeapStack implements HeapStack {
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  readonly objectBytes: number;
  readonly #stacks: StackTable;
  readonly #number: number;
  #frames: readonly Frame[] | undefined;

  constructor(stacks: StackTable, sums: StackSums, objectBytes: number) {
    this.growthBytes = sums.growthBytes;
    this.atHeadBytes = sums.atHeadBytes;
    this.objectBytes = objectBytes;
    this.#stacks = stacks;
    this.#number = sums.stack;
  }

  get stack(): readonly Frame[] {
    this.#frames ??= this.#stacks.framesOf(this.#number);
    return this.#frames;
  }
}
