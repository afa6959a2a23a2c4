/** Drawn once for each process: what a profile holds cannot know it. By V8's generator, as the core's seeds are. */
const processSeed = Math.floor(Math.random() * 2 ** 32) | 0;

/**
 * Numbers of pairs of 32 bits: a 64-bit id in two halves, a function and a line. A hash table with a random seed, so that pairs
 * chosen to collide gain nothing (V8 seeds the hashes of strings, not those of numbers).
 */
export class PairIndex {
  readonly #seed = processSeed;
  /** Open addressing, three numbers a slot: first, second, number plus one. */
  #slots = new Int32Array(3 * 16);
  #count = 0;

  /** Gives the pair its number, in place of one that it had. */
  set(first: number, second: number, number: number): void {
    if (6 * (this.#count + 1) > this.#slots.length) this.#grow();
    const at = this.#slotOf(first, second);
    if (this.#slots[at + 2] === 0) this.#count++;
    this.#slots[at] = first | 0;
    this.#slots[at + 1] = second | 0;
    this.#slots[at + 2] = number + 1;
  }

  /** -1 where the pair has no number. */
  find(first: number, second: number): number {
    return (this.#slots[this.#slotOf(first, second) + 2] ?? 0) - 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(4 * old.length);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] === 0) continue;
      const slot = this.#slotOf(old[at] ?? 0, old[at + 1] ?? 0);
      this.#slots.set(old.subarray(at, at + 3), slot);
    }
  }

  /** Where the pair stands, or would. */
  #slotOf(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length / 3 - 1;
    let bits = Math.imul(first ^ this.#seed, 0x85ebca6b) ^ Math.imul(second ^ (this.#seed >>> 7), 0xc2b2ae35);
    bits = Math.imul(bits ^ (bits >>> 15), 0x9e3779b1);
    let slot = (bits ^ (bits >>> 13)) & mask;
    for (;;) {
      const at = 3 * slot;
      if (slots[at + 2] === 0) return at;
      if (slots[at] === (first | 0) && slots[at + 1] === (second | 0)) return at;
      slot = (slot + 1) & mask;
    }
  }
}
