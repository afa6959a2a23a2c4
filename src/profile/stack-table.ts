import { CallTable } from './call-table.ts';
import { grownTo } from './grown-to.ts';
import { mixed } from './mixed.ts';
import type { Frame } from './profile.ts';

/**
 * Stacks that one or more profiles are made of, each held once and known by its number. Two profiles that are read into one
 * table are joined by that: a stack of both has one number, whatever their location ids are and however their calls are split
 * over locations. A stack is a list of locations, leaf first; a location is a list of frames, innermost first; a frame is a
 * line of a function. All of them are numbers here, and become objects when they are asked for.
 */
export class StackTable {
  readonly calls = new CallTable();
  /** How many stacks there are. */
  size = 0;
  /** Frames of all stacks together, inlined calls expanded: what it takes to walk through all of them. */
  expandedFrames = 0;

  /** Locations of all stacks, one after another; stack `n` begins at `begins[n]` and ends at `begins[n + 1]`. */
  #pool = new Uint32Array(64);
  #begins = new Uint32Array(16);
  #hashes = new Int32Array(32);
  /** Open addressing: stack number plus one, 0 where free. */
  #slots = new Int32Array(64);
  /** Hashes of the stack that is looked for. */
  #first = 0;
  #second = 0;

  /** Number of the stack of the first `depth` of these locations, leaf first. Throws RangeError beyond 2^32 in all. */
  stack(locations: Uint32Array, depth: number): number {
    const steps = this.calls.hashSteps;
    let first = 0;
    let second = 0;
    for (let at = 0; at < depth; at++) {
      const step = 4 * (locations[at] ?? 0);
      first = (Math.imul(first, steps[step] ?? 0) + (steps[step + 1] ?? 0)) | 0;
      second = (Math.imul(second, steps[step + 2] ?? 0) + (steps[step + 3] ?? 0)) | 0;
    }
    this.#first = first;
    this.#second = second;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = placeOf(first, second) & mask;
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      if (this.#isStack(held - 1, locations, depth)) return held - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, locations, depth);
  }

  /** How many locations a stack has. */
  depth(stack: number): number {
    return (this.#begins[stack + 1] ?? 0) - (this.#begins[stack] ?? 0);
  }

  /** How many frames a stack has, inlined calls expanded. */
  frameCountOf(stack: number): number {
    let frames = 0;
    const depth = this.depth(stack);
    for (let place = 0; place < depth; place++)
      frames += this.calls.depths[this.locationAt(stack, place)] ?? 0;
    return frames;
  }

  /** A location of a stack by its place, 0 for the leaf. */
  locationAt(stack: number, place: number): number {
    return this.#pool[(this.#begins[stack] ?? 0) + place] ?? 0;
  }

  /** The frames of a stack, leaf first, inlined calls expanded. Equal frames are one object throughout the table. */
  framesOf(stack: number): Frame[] {
    const frames: Frame[] = [];
    for (let place = 0; place < this.depth(stack); place++) {
      for (const frame of this.calls.framesOfLocation(this.locationAt(stack, place)))
        frames.push(this.calls.frameOf(frame));
    }
    return frames;
  }

  /** Equal hashes are not believed: what follows compares the stacks themselves. */
  #isStack(stack: number, locations: Uint32Array, depth: number): boolean {
    const hashes = this.#hashes;
    if (hashes[2 * stack] !== this.#first || hashes[2 * stack + 1] !== this.#second) return false;
    const pool = this.#pool;
    const begin = this.#begins[stack] ?? 0;
    let same = this.depth(stack) === depth;
    for (let at = 0; same && at < depth; at++) same = pool[begin + at] === locations[at];
    return same || this.#hasFrames(stack, locations.subarray(0, depth));
  }

  /** Whether a stack has the frames of these locations, although its own are others. */
  #hasFrames(stack: number, locations: Uint32Array): boolean {
    const frames = [...locations].flatMap((location) => this.calls.framesOfLocation(location));
    const places = Array.from({ length: this.depth(stack) }, (_, place) => this.locationAt(stack, place));
    const own = places.flatMap((location) => this.calls.framesOfLocation(location));
    return frames.length === own.length && frames.every((frame, at) => frame === own[at]);
  }

  #add(slot: number, locations: Uint32Array, depth: number): number {
    const stack = this.size++;
    const begin = this.#begins[stack] ?? 0;
    const end = begin + depth;
    if (end > 0xffffffff) throw new RangeError('the stacks have more than 2^32 locations');
    this.#pool = grownTo(this.#pool, end);
    this.#begins = grownTo(this.#begins, this.size + 1);
    this.#hashes = grownTo(this.#hashes, 2 * this.size);
    const pool = this.#pool;
    const depths = this.calls.depths;
    let frames = 0;
    for (let at = 0; at < depth; at++) {
      const location = locations[at] ?? 0;
      pool[begin + at] = location;
      frames += depths[location] ?? 0;
    }
    this.expandedFrames += frames;
    this.#begins[this.size] = end;
    this.#hashes[2 * stack] = this.#first;
    this.#hashes[2 * stack + 1] = this.#second;
    this.#slots[slot] = stack + 1;
    if (2 * this.size > this.#slots.length) this.#rehash();
    return stack;
  }

  #rehash(): void {
    const slots = new Int32Array(4 * this.#slots.length);
    const hashes = this.#hashes;
    const mask = slots.length - 1;
    for (let stack = 0; stack < this.size; stack++) {
      let slot = placeOf(hashes[2 * stack] ?? 0, hashes[2 * stack + 1] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack + 1;
    }
    this.#slots = slots;
  }
}

/** Calls `visit` with the number of each frame of a stack: locations from the leaf on, within one from the outermost call on. */
export function eachFrame(stacks: StackTable, stack: number, visit: (frame: number) => void): void {
  const depth = stacks.depth(stack);
  for (let place = 0; place < depth; place++) {
    for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calls.calleeOf(at))
      visit(stacks.calls.frameOfLocation(at));
  }
}

function placeOf(first: number, second: number): number {
  return mixed(first ^ Math.imul(second, 0x9e3779b1));
}
