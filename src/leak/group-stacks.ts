import type { Frame } from '../profile/profile.ts';
import { eachFrame, type StackTable } from '../profile/stack-table.ts';
import type { FunctionFacts } from './function-facts.ts';
import type { GroupContext, RowChanges } from './group-sums.ts';
import type { HeapStack } from './heap-group.ts';
import type { HeapTable } from './heap-table.ts';
import { largest } from './largest.ts';

/** More stacks than anybody looks at, or any rule needs to see. */
const mostStacks = 1_000;

/** The stacks of one group, summed over the sizes of their objects. Few groups are asked for more than their path. */
export class GroupStacks {
  readonly #table: HeapTable;
  readonly #facts: FunctionFacts;
  readonly #sums: readonly StackSums[];
  #fastest: readonly HeapStack[] | undefined;
  #path: ReadonlySet<string> | undefined;

  constructor(rows: readonly number[], table: HeapTable, { changes, facts }: GroupContext) {
    this.#table = table;
    this.#facts = facts;
    this.#sums = sumByStack(rows, table, changes);
  }

  /** By growth, fastest first. */
  get fastest(): readonly HeapStack[] {
    const { stacks, objectBytes } = this.#table;
    this.#fastest ??= largest(this.#sums, { by: growthOf, limit: mostStacks }).map(
      (sum) => new LazyHeapStack(stacks, sum, objectBytes[sum.heaviest] ?? 0),
    );
    return this.#fastest;
  }

  /** How many grow. */
  get growing(): number {
    return this.#sums.reduce((count, { growthBytes }) => (growthBytes > 0 ? count + 1 : count), 0);
  }

  /** The functions that the fastest stack passes through. */
  get path(): ReadonlySet<string> {
    this.#path ??= new Set(
      this.#namesOf(this.#sums.reduce((a, b) => (growthOf(b) > growthOf(a) ? b : a)).stack),
    );
    return this.#path;
  }

  #namesOf(stack: number): string[] {
    const { names } = this.#facts;
    const found: string[] = [];
    eachFrame(this.#facts.stacks, stack, (frame) => found.push(names[this.#facts.nameOf(frame)] ?? ''));
    return found;
  }
}

function growthOf({ growthBytes }: StackSums): number {
  return growthBytes;
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
