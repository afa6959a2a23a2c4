import type { Frame } from '../profile/profile.ts';
import { eachFrame, type StackTable } from '../profile/stack-table.ts';
import type { FunctionFacts } from './function-facts.ts';
import type { GroupContext, RowChanges } from './group-sums.ts';
import type { HeapStack } from './heap-group.ts';
import type { HeapTable } from './heap-table.ts';
import { indexOfLargest, largest } from './largest.ts';

/** More stacks than anybody looks at, or any rule needs to see. */
const mostStacks = 1_000;

/**
 * The stacks of one group, summed over the sizes of their objects, in columns. Few groups are asked for more than their path, and
 * one may have a hundred thousand stacks.
 */
export class GroupStacks {
  readonly #table: HeapTable;
  readonly #facts: FunctionFacts;
  readonly #sums: StackSums;
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
    const { stack, growthBytes, atHeadBytes, heaviest } = this.#sums;
    this.#fastest ??= largest(growthBytes, mostStacks).map(
      (at) =>
        new LazyHeapStack(stacks, stack[at] ?? 0, {
          growthBytes: growthBytes[at] ?? 0,
          atHeadBytes: atHeadBytes[at] ?? 0,
          objectBytes: objectBytes[heaviest[at] ?? 0] ?? 0,
        }),
    );
    return this.#fastest;
  }

  /** How many grow. */
  get growing(): number {
    return this.#sums.growthBytes.reduce((count, growth) => (growth > 0 ? count + 1 : count), 0);
  }

  /** The functions that the fastest stack passes through. */
  get path(): ReadonlySet<string> {
    this.#path ??= new Set(this.#namesOf(this.#sums.stack[indexOfLargest(this.#sums.growthBytes)] ?? 0));
    return this.#path;
  }

  #namesOf(stack: number): string[] {
    const { names } = this.#facts;
    const found: string[] = [];
    eachFrame(this.#facts.stacks, stack, (frame) => found.push(names[this.#facts.nameOf(frame)] ?? ''));
    return found;
  }
}

/** Columns by stack of a group. */
type StackSums = {
  /** Its number. */
  readonly stack: Uint32Array;
  readonly growthBytes: Float64Array;
  readonly atHeadBytes: Float64Array;
  /** The row that grew most. */
  readonly heaviest: Uint32Array;
};

/** The rows of one stack follow one another. */
function sumByStack(rows: readonly number[], table: HeapTable, changes: RowChanges): StackSums {
  const count = rows.reduce((sum, row, at) => (isSameStack(table, row, rows[at - 1]) ? sum : sum + 1), 0);
  const sums: StackSums = {
    stack: new Uint32Array(count),
    growthBytes: new Float64Array(count),
    atHeadBytes: new Float64Array(count),
    heaviest: new Uint32Array(count),
  };
  const atHead = table.inuse.at(-1);
  let open = -1;
  let previous: number | undefined;
  for (const row of rows) {
    const growth = changes.growthBytes[row] ?? 0;
    if (!isSameStack(table, row, previous)) {
      open++;
      sums.stack[open] = table.stackOf[row] ?? 0;
      sums.heaviest[open] = row;
    }
    previous = row;
    const bytesPerSample = (table.objectBytes[row] ?? 0) / (table.probability[row] ?? 1);
    sums.growthBytes[open] = (sums.growthBytes[open] ?? 0) + growth;
    sums.atHeadBytes[open] = (sums.atHeadBytes[open] ?? 0) + bytesPerSample * (atHead?.[row] ?? 0);
    if (growth > (changes.growthBytes[sums.heaviest[open] ?? 0] ?? 0)) sums.heaviest[open] = row;
  }
  return sums;
}

function isSameStack({ stackOf }: HeapTable, row: number, previous: number | undefined): boolean {
  return previous !== undefined && stackOf[row] === stackOf[previous];
}

/** Its frames are put together when they are asked for. */
class LazyHeapStack implements HeapStack {
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  readonly objectBytes: number;
  readonly #stacks: StackTable;
  readonly #number: number;
  #frames: readonly Frame[] | undefined;

  constructor(stacks: StackTable, number: number, sums: Omit<HeapStack, 'stack'>) {
    this.growthBytes = sums.growthBytes;
    this.atHeadBytes = sums.atHeadBytes;
    this.objectBytes = sums.objectBytes;
    this.#stacks = stacks;
    this.#number = number;
  }

  get stack(): readonly Frame[] {
    this.#frames ??= this.#stacks.framesOf(this.#number);
    return this.#frames;
  }
}
