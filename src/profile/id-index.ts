import { PairIndex } from './pair-index.ts';

/** Positions of the records of one table by their ids, which are 64 bits in two halves. */
export class IdIndex {
  /** Position plus one by id, 0 where there is none: writers number their records from 1. */
  readonly dense: Int32Array;
  readonly #sparse = new PairIndex();

  constructor(records: number) {
    this.dense = new Int32Array(2 * records + 16);
  }

  /** Returns false where the id is known already. */
  add(low: number, high: number, position: number): boolean {
    if (this.find(low, high) >= 0) return false;
    if (high === 0 && low >>> 0 < this.dense.length) this.dense[low] = position + 1;
    else this.#sparse.set(low, high, position);
    return true;
  }

  /** -1 where no record has the id. */
  find(low: number, high: number): number {
    if (high === 0 && low >>> 0 < this.dense.length) return (this.dense[low] ?? 0) - 1;
    return this.#sparse.find(low, high);
  }
}
