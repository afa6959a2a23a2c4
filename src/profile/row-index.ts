import { grownTo } from './grown-to.ts';

/**
 * Numbers of the distinct pairs of a stack and an object size, in the order of first occurrence. Go writes several rows for one
 * such pair, which runtime frames that it hides told apart.
 */
export class RowIndex {
  length = 0;
  /** First row of a stack plus one, and from each row to the next of its stack. */
  #first: Int32Array<ArrayBuffer>;
  #next: Int32Array<ArrayBuffer>;
  #stacks: Uint32Array<ArrayBuffer>;
  #sizes: Float64Array<ArrayBuffer>;

  /** Grows with what comes; where it is known how much that will be about, nothing is copied. */
  constructor({ stacks = 16, rows = 16 } = {}) {
    this.#first = new Int32Array(stacks);
    this.#next = new Int32Array(rows);
    this.#stacks = new Uint32Array(rows);
    this.#sizes = new Float64Array(rows);
  }

  /** The number of a pair, a new one where it was not met before. */
  row(stack: number, objectBytes: number): number {
    this.#first = grownTo(this.#first, stack + 1);
    let row = (this.#first[stack] ?? 0) - 1;
    let last = -1;
    while (row >= 0) {
      if (this.#sizes[row] === objectBytes) return row;
      last = row;
      row = (this.#next[row] ?? 0) - 1;
    }
    row = this.length++;
    this.#next = grownTo(this.#next, this.length);
    this.#stacks = grownTo(this.#stacks, this.length);
    this.#sizes = grownTo(this.#sizes, this.length);
    if (last < 0) this.#first[stack] = row + 1;
    else this.#next[last] = row + 1;
    this.#stacks[row] = stack;
    this.#sizes[row] = objectBytes;
    return row;
  }

  stackOf(row: number): number {
    return this.#stacks[row] ?? 0;
  }

  /** 0 where the profile does not say. */
  objectBytes(row: number): number {
    return this.#sizes[row] ?? 0;
  }
}
