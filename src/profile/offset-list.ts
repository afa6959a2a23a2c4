import { grownTo } from './grown-to.ts';

/** A list of byte offsets that grows. */
export class OffsetList {
  length = 0;
  #offsets = new Uint32Array(64);

  push(offset: number): void {
    this.#offsets = grownTo(this.#offsets, this.length + 1);
    this.#offsets[this.length++] = offset;
  }

  at(index: number): number {
    return this.#offsets[index] ?? 0;
  }
}
