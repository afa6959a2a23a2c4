import { CallTable } from './call-table.ts';
import { Core } from './core.ts';
import type { Frame } from './profile.ts';

/**
 * Stacks that one or more profiles are made of, each held once and known by its number. Two profiles that are read into one
 * table are joined by that: a stack of both has one number, whatever their location ids are and however their calls are split
 * over locations. A stack is a list of locations, leaf first; a location is a list of frames, innermost first; a frame is a
 * line of a function. All of them are numbers here, and become objects when they are asked for.
 */
export class StackTable {
  /** Where profiles are read into the table. */
  readonly core = new Core();
  readonly calls = new CallTable(this.core);

  /** The core's lists as they were at this count of its changes. */
  #changes = 0;
  /** Locations of all stacks, one after another; stack `n` begins at `begins[n]` and ends at `begins[n + 1]`. */
  #locations = new Uint32Array();
  #begins = new Uint32Array();
  #frameCounts = new Uint32Array();

  /** How many stacks there are. */
  get size(): number {
    return this.core.exports.stackCount();
  }

  /** Frames of all stacks together, inlined calls expanded: what it takes to walk through all of them. */
  get expandedFrames(): number {
    return this.core.exports.expandedFrames();
  }

  /** Number of the stack of the first `depth` of these locations, leaf first. */
  stack(locations: Uint32Array, depth: number): number {
    const { exports } = this.core;
    this.core.changes++;
    const row = exports.rowOf(depth);
    new Uint32Array(exports.memory.buffer, row, depth).set(locations.subarray(0, depth));
    return exports.stackOf(depth);
  }

  /** How many locations a stack has. */
  depth(stack: number): number {
    this.#look();
    return (this.#begins[stack + 1] ?? 0) - (this.#begins[stack] ?? 0);
  }

  /** How many frames a stack has, inlined calls expanded. */
  frameCountOf(stack: number): number {
    this.#look();
    return this.#frameCounts[stack] ?? 0;
  }

  /** A location of a stack by its place, 0 for the leaf. */
  locationAt(stack: number, place: number): number {
    this.#look();
    return this.#locations[(this.#begins[stack] ?? 0) + place] ?? 0;
  }

  /** The frames of a stack, leaf first, inlined calls expanded. Equal frames are one object throughout the table. */
  framesOf(stack: number): Frame[] {
    const { calls } = this;
    const frames: Frame[] = [];
    const depth = this.depth(stack);
    for (let place = 0; place < depth; place++) {
      const begin = frames.length;
      for (let at = this.locationAt(stack, place); at >= 0; at = calls.calleeOf(at))
        frames.push(calls.frameOf(calls.frameOfLocation(at)));
      reverseFrom(frames, begin);
    }
    return frames;
  }

  #look(): void {
    if (this.#changes === this.core.changes) return;
    this.#locations = this.core.listOf(this.core.exports.stackLocations);
    this.#begins = this.core.listOf(this.core.exports.stackBegins);
    this.#frameCounts = this.core.listOf(this.core.exports.stackFrames);
    this.#changes = this.core.changes;
  }
}

/** In place, as a location's frames are linked from the outermost call on. There may be hundreds of thousands of them. */
function reverseFrom(frames: Frame[], begin: number): void {
  for (let [low, high] = [begin, frames.length - 1]; low < high; low++, high--) {
    const [first, last] = [frames[low], frames[high]];
    if (first === undefined || last === undefined) return;
    frames[low] = last;
    frames[high] = first;
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
