/** A list of 32-bit numbers that grows, in linear memory. JavaScript reads its three fields and then the numbers themselves. */
@unmanaged
export class List {
  data: usize = 0;
  length: u32 = 0;
  capacity: u32 = 0;

  @inline
  at(index: u32): u32 {
    return load<u32>(this.data + ((<usize>index) << 2));
  }

  @inline
  set(index: u32, value: u32): void {
    store<u32>(this.data + ((<usize>index) << 2), value);
  }

  @inline
  push(value: u32): void {
    const index = this.length;
    if (index === this.capacity) this.grow(index + 1);
    this.length = index + 1;
    this.set(index, value);
  }

  grow(length: u32): void {
    const capacity = max(max(this.capacity << 1, length), 64);
    this.data =
      this.data === 0 ? heap.alloc((<usize>capacity) << 2) : heap.realloc(this.data, (<usize>capacity) << 2);
    this.capacity = capacity;
  }

  /** Makes it a list of `length` zeros. */
  clear(length: u32): void {
    if (length > this.capacity) this.grow(length);
    this.length = length;
    memory.fill(this.data, 0, (<usize>length) << 2);
  }
}
