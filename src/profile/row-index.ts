import { grownTo } from './grown-to.ts';
import { PairIndex } from './pair-index.ts';

/** A stack allocates a few sizes. Of one with more than this they are looked up: a profile may give each of its samples its own. */
const mostWalked = 64;

/**
 * Numbers of the distinct pairs of a stack and an object size, in the order of first occurrence. Go writes several rows for one
 * such pair, which runtime frames that it hides told apart.
 */
export class RowIndex {
  length = 0;
  /** Last row of a stack plus one, and from each row to the one before of its stack. */
  #last: Int32Array<ArrayBuffer>;
  #before: Int32Array<ArrayBuffer>;
  #stacks: Uint32Array<ArrayBuffer>;
  #sizes: Float64Array<ArrayBuffer>;
  /** Of each stack with many sizes, row by size. */
  readonly #manySizes = new Map<number, PairIndex>();

  /** Grows with what comes; where it is known how much that will be about, nothing is copied. */
  constructor({ stacks = 16, rows = 16 } = {}) {
    this.#last = new Int32Array(stacks);
    this.#before = new Int32Array(rows);
    this.#stacks = new Uint32Array(rows);
    this.#sizes = new Float64Array(rows);
  }

  /** The number of a pair, a new one where it was not met before. */
  row(stack: number, objectBytes: number): number {
    this.#last = grownTo(this.#last, stack + 1);
    let row = (this.#last[stack] ?? 0) - 1;
    for (let walked = 0; row >= 0; walked++) {
      if (this.#sizes[row] === objectBytes) return row;
      if (walked === mostWalked) return this.#rowOfMany(stack, objectBytes);
      row = (this.#before[row] ?? 0) - 1;
    }
    return this.#add(stack, objectBytes);
  }

  stackOf(row: number): number {
    return this.#stacks[row] ?? 0;
  }

  /** 0 where the profile does not say. */
  objectBytes(row: number): number {
    return this.#sizes[row] ?? 0;
  }

  #add(stack: number, objectBytes: number): number {
    const row = this.length++;
    this.#before = grownTo(this.#before, this.length);
    this.#stacks = grownTo(this.#stacks, this.length);
    this.#sizes = grownTo(this.#sizes, this.length);
    this.#before[row] = this.#last[stack] ?? 0;
    this.#last[stack] = row + 1;
    this.#stacks[row] = stack;
    this.#sizes[row] = objectBytes;
    return row;
  }

  #rowOfMany(stack: number, objectBytes: number): number {
    const rows = this.#manySizes.get(stack) ?? this.#indexSizes(stack);
    const [high, low] = halves(objectBytes);
    const known = rows.find(high, low);
    if (known >= 0) return known;
    const row = this.#add(stack, objectBytes);
    rows.set(high, low, row);
    return row;
  }

  #indexSizes(stack: number): PairIndex {
    const rows = new PairIndex();
    for (let row = (this.#last[stack] ?? 0) - 1; row >= 0; row = (this.#before[row] ?? 0) - 1) {
      rows.set(...halves(this.#sizes[row] ?? 0), row);
    }
    this.#manySizes.set(stack, rows);
    return rows;
  }
}

function halves(size: number): [high: number, low: number] {
  return [Math.floor(size / 2 ** 32), size % 2 ** 32];
}
