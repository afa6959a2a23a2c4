import { mixed, seed1, seed2 } from './seeds';

/** Numbers of pairs of 32 bits: a function and a line, a location and its caller. Open addressing, at most half full. */
@unmanaged
export class PairIndex {
  /** Three numbers a slot: first, second, number plus one. */
  slots: usize = 0;
  mask: u32 = 0;
  count: u32 = 0;

  /** -1 where the pair has no number. */
  find(first: u32, second: u32): i32 {
    if (this.slots === 0) return -1;
    return load<u32>(this.slotOf(first, second), 8) - 1;
  }

  /** Gives a pair that has none its number. */
  add(first: u32, second: u32, number: u32): void {
    if (this.slots === 0 || (this.count + 1) << 1 > this.mask) this.grow();
    const slot = this.slotOf(first, second);
    store<u32>(slot, first);
    store<u32>(slot, second, 4);
    store<u32>(slot, number + 1, 8);
    this.count++;
  }

  private grow(): void {
    const old = this.slots;
    const oldSlots: u32 = old === 0 ? 0 : this.mask + 1;
    const slots: u32 = old === 0 ? 64 : oldSlots << 2;
    this.slots = heap.alloc(<usize>slots * 12);
    this.mask = slots - 1;
    memory.fill(this.slots, 0, <usize>slots * 12);
    for (let index: u32 = 0; index < oldSlots; index++) {
      const from = old + <usize>index * 12;
      if (load<u32>(from, 8) === 0) continue;
      memory.copy(this.slotOf(load<u32>(from), load<u32>(from, 4)), from, 12);
    }
    if (old !== 0) heap.free(old);
  }

  /** Where the pair stands, or would. */
  private slotOf(first: u32, second: u32): usize {
    let slot = mixed(mixed(first ^ seed1) + (second ^ seed2)) & this.mask;
    let at = this.slots + <usize>slot * 12;
    while (load<u32>(at, 8) !== 0 && (load<u32>(at) !== first || load<u32>(at, 4) !== second)) {
      slot = (slot + 1) & this.mask;
      at = this.slots + <usize>slot * 12;
    }
    return at;
  }
}
