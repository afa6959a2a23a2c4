import { grownTo } from './grown-to.ts';

/** A list of byte offsets that grows. */
export class OffsetList {
  length = 0;
  #offsets = new Uint32Array(64);

  /** A list of these offsets, which are copied. */
  static of(offsets: Uint32Array): OffsetList {
    const list = new OffsetList();
    list.#offsets = Uint32Array.from(offsets);
    list.length = offsets.length;
    return list;
  }

  push(offset: number): void {
    this.#offsets = grownTo(this.#offsets, this.length + 1);
    this.#offsets[this.length++] = offset;
  }

  at(index: number): number {
    return this.#offsets[index] ?? 0;
  }
}
