import type { Frame } from '../profile/profile.ts';
import { eachFrame, type StackTable } from '../profile/stack-table.ts';
import type { FunctionFacts } from './function-facts.ts';
import type { GroupContext } from './group-sums.ts';
import type { HeapTable } from './heap-table.ts';
import { largest } from './largest.ts';

export type HeapStack = {
  readonly stack: readonly Frame[];
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  /** Bytes of one object. */
  readonly objectBytes: number;
};

/** More stacks than anybody looks at, or any rule needs to see. */
const mostStacks = 1_000;

/**
 * The stacks of one group, summed over the sizes of their objects, in columns. Few groups are asked for them, and
 * one may have a hundred thousand stacks.
 */
export class GroupStacks {
  readonly #rows: readonly number[];
  readonly #context: GroupContext;
  #sums: StackSums | undefined;
  #fastest: readonly HeapStack[] | undefined;
  #fastestStack: number | undefined;

  constructor(rows: readonly number[], context: GroupContext) {
    this.#rows = rows;
    this.#context = context;
  }

  /** By growth, fastest first. */
  get fastest(): readonly HeapStack[] {
    this.#fastest ??= this.#findFastest();
    return this.#fastest;
  }

  /** How many grow. */
  get growing(): number {
    return this.#summed().growthBytes.reduce((count, growth) => (growth > 0 ? count + 1 : count), 0);
  }

  /** Calls `visit` with the name of each function that the fastest stack passes through, again where it does so again. */
  eachOnFastest(visit: (functionName: string) => void): void {
    const { facts } = this.#context;
    eachFrame(facts.stacks, this.#fastestNumber(), (frame) => visit(facts.names[facts.nameOf(frame)] ?? ''));
  }

  /** The innermost frame of a function in the fastest stack. */
  fastestFrameOf(functionName: string): Frame | undefined {
    const { facts } = this.#context;
    const { stacks } = facts;
    const name = facts.numberOf(functionName);
    const stack = this.#fastestNumber();
    const depth = stacks.depth(stack);
    let found: number | undefined;
    for (let place = 0; place < depth && found === undefined; place++) {
      // Within a location from the outermost call on: the last one is the innermost.
      for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calls.calleeOf(at)) {
        const frame = stacks.calls.frameOfLocation(at);
        if (facts.nameOf(frame) === name) found = frame;
      }
    }
    return found === undefined ? undefined : stacks.calls.frameOf(found);
  }

  /** Calls from the root to the outermost of a function, itself counted, on average over the bytes that grow. */
  depthOf(functionName: string): number {
    const { facts } = this.#context;
    const name = facts.numberOf(functionName);
    const { stack, growthBytes } = this.#summed();
    let [bytes, weighed] = [0, 0];
    for (const at of largest(growthBytes, mostStacks)) {
      const growth = growthBytes[at] ?? 0;
      if (growth <= 0) break;
      bytes += growth;
      weighed += depthInStack(facts, stack[at] ?? 0, name) * growth;
    }
    return bytes > 0 ? weighed / bytes : 0;
  }

  #fastestNumber(): number {
    this.#fastestStack ??= fastestStack(this.#rows, this.#context);
    return this.#fastestStack;
  }

  #summed(): StackSums {
    this.#sums ??= sumByStack(this.#rows, this.#context);
    return this.#sums;
  }

  #findFastest(): HeapStack[] {
    const { stacks, objectBytes } = this.#context.table;
    const { stack, growthBytes, atHeadBytes, heaviest } = this.#summed();
    return largest(growthBytes, mostStacks).map(
      (at) =>
        new LazyHeapStack(stacks, stack[at] ?? 0, {
          growthBytes: growthBytes[at] ?? 0,
          atHeadBytes: atHeadBytes[at] ?? 0,
          objectBytes: objectBytes[heaviest[at] ?? 0] ?? 0,
        }),
    );
  }
}

/** Frames from the root to the first of a name, itself counted; one more than there are where none has it. */
function depthInStack(facts: FunctionFacts, stack: number, name: number): number {
  const { stacks } = facts;
  let depth = 1;
  for (let place = stacks.depth(stack) - 1; place >= 0; place--) {
    for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calls.calleeOf(at)) {
      if (facts.nameOf(stacks.calls.frameOfLocation(at)) === name) return depth;
      depth++;
    }
  }
  return depth;
}

/** Number of the first of the stacks that grow most. The rows of one stack follow one another. */
function fastestStack(rows: readonly number[], { table, growthBytes }: GroupContext): number {
  const { stackOf } = table;
  let fastest = 0;
  let most = -Infinity;
  for (let at = 0; at < rows.length; ) {
    const stack = stackOf[rows[at] ?? 0] ?? 0;
    let growth = 0;
    for (; at < rows.length && stackOf[rows[at] ?? 0] === stack; at++)
      growth += growthBytes[rows[at] ?? 0] ?? 0;
    if (growth <= most) continue;
    most = growth;
    fastest = stack;
  }
  return fastest;
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
function sumByStack(rows: readonly number[], { table, growthBytes }: GroupContext): StackSums {
  const count = rows.reduce((sum, row, at) => (isSameStack(table, row, rows[at - 1]) ? sum : sum + 1), 0);
  const sums: StackSums = {
    stack: new Uint32Array(count),
    growthBytes: new Float64Array(count),
    atHeadBytes: new Float64Array(count),
    heaviest: new Uint32Array(count),
  };
  const atHead = table.inuse.at(-1);
  let open = -1;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    const growth = growthBytes[row] ?? 0;
    if (!isSameStack(table, row, rows[at - 1])) {
      open++;
      sums.stack[open] = table.stackOf[row] ?? 0;
      sums.heaviest[open] = row;
    }
    const bytesPerSample = (table.objectBytes[row] ?? 0) / (table.probability[row] ?? 1);
    sums.growthBytes[open] = (sums.growthBytes[open] ?? 0) + growth;
    sums.atHeadBytes[open] = (sums.atHeadBytes[open] ?? 0) + bytesPerSample * (atHead?.[row] ?? 0);
    if (growth > (growthBytes[sums.heaviest[open] ?? 0] ?? 0)) sums.heaviest[open] = row;
  }
  return sums;
}

function isSameStack({ stackOf }: HeapTable, row: number, previous: number | undefined): boolean {
  return previous !== undefined && stackOf[row] === stackOf[previous];
}

/** Its frames are put together when they are asked for, and not kept: all stacks together may have millions. */
class LazyHeapStack implements HeapStack {
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  readonly objectBytes: number;
  readonly #stacks: StackTable;
  readonly #number: number;

  constructor(stacks: StackTable, number: number, sums: Omit<HeapStack, 'stack'>) {
    this.growthBytes = sums.growthBytes;
    this.atHeadBytes = sums.atHeadBytes;
    this.objectBytes = sums.objectBytes;
    this.#stacks = stacks;
    this.#number = number;
  }

  get stack(): readonly Frame[] {
    return this.#stacks.framesOf(this.#number);
  }
}
