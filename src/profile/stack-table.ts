import { grownTo } from './grown-to.ts';
import { PairIndex } from './pair-index.ts';
import type { Frame } from './profile.ts';

/** Stands before the first frame of a location. */
const nothing = 0xffffffff;

/** Drawn once for each process: what a profile holds cannot know them, and so cannot collide on purpose. */
const seeds = crypto.getRandomValues(new Uint32Array(4));

/**
 * Stacks that one or more profiles are made of, each held once and known by its number. Two profiles that are read into one
 * table are joined by that: a stack of both has one number, whatever their location ids are and however their calls are split
 * over locations. A stack is a list of locations, leaf first; a location is a list of frames, innermost first; a frame is a
 * line of a function. All of them are numbers here, and become objects when they are asked for.
 */
export class StackTable {
  /** How many there are of each. */
  functionCount = 0;
  frameCount = 0;
  locationCount = 0;
  size = 0;
  /** Frames of all stacks together, inlined calls expanded: what it takes to walk through all of them. */
  expandedFrames = 0;

  readonly #functionsByFile = new Map<string, Map<string, number>>();
  readonly #functions: Pick<Frame, 'function' | 'file'>[] = [];
  readonly #frameNumbers = new PairIndex();
  readonly #frames: (Frame | undefined)[] = [];
  #frameFunctions = new Uint32Array(16);
  #frameLines = new Uint32Array(16);

  /** A location is another one and the frame that calls it: those of one call are the roots. */
  readonly #locationNumbers = new PairIndex();
  #locationCallees = new Uint32Array(16);
  #locationFrames = new Uint32Array(16);
  #locationDepths = new Uint32Array(16);
  /**
   * For each location what it does to the two hashes of a stack: factor and addend of the first, then of the second. A hash is a
   * polynomial over frames, so that a location of two inlined calls does what two locations of one call do.
   */
  #steps = new Int32Array(64);

  /** Locations of all stacks, one after another; stack `n` begins at `begins[n]` and ends at `begins[n + 1]`. */
  #pool = new Uint32Array(64);
  #begins = new Uint32Array(16);
  #hashes = new Int32Array(32);
  /** Open addressing: stack number plus one, 0 where free. */
  #slots = new Int32Array(64);
  /** Hashes of the stack that is looked for. */
  #first = 0;
  #second = 0;

  /** Number of a function of this name in this file. */
  function(name: string, file: string): number {
    let byName = this.#functionsByFile.get(file);
    if (byName === undefined) {
      byName = new Map();
      this.#functionsByFile.set(file, byName);
    }
    const known = byName.get(name);
    if (known !== undefined) return known;
    const number = this.functionCount++;
    byName.set(name, number);
    this.#functions.push({ function: name, file });
    return number;
  }

  /** Number of a line of a function; a line is below 2^32. */
  frame(functionNumber: number, line: number): number {
    const known = this.#frameNumbers.find(functionNumber, line);
    if (known >= 0) return known;
    const number = this.frameCount++;
    this.#frameNumbers.set(functionNumber, line, number);
    this.#frameFunctions = grownTo(this.#frameFunctions, this.frameCount);
    this.#frameLines = grownTo(this.#frameLines, this.frameCount);
    this.#frameFunctions[number] = functionNumber;
    this.#frameLines[number] = line;
    return number;
  }

  /** Number of a location: a frame, and the location of what is inlined into it (of its own table), if anything is. */
  location(frame: number, callee: number | undefined): number {
    const known = this.#locationNumbers.find(callee ?? nothing, frame);
    if (known >= 0) return known;
    const number = this.locationCount++;
    this.#locationNumbers.set(callee ?? nothing, frame, number);
    this.#locationCallees = grownTo(this.#locationCallees, this.locationCount);
    this.#locationFrames = grownTo(this.#locationFrames, this.locationCount);
    this.#locationDepths = grownTo(this.#locationDepths, this.locationCount);
    this.#steps = grownTo(this.#steps, 4 * this.locationCount);
    this.#locationCallees[number] = callee ?? nothing;
    this.#locationFrames[number] = frame;
    this.#locationDepths[number] = callee === undefined ? 1 : 1 + (this.#locationDepths[callee] ?? 0);
    this.#addSteps(number, { frame, callee });
    return number;
  }

  /** Number of the stack of the first `depth` of these locations, leaf first. Throws RangeError beyond 2^32 in all. */
  stack(locations: Uint32Array, depth: number): number {
    const steps = this.#steps;
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
      frames += this.#locationDepths[this.locationAt(stack, place)] ?? 0;
    return frames;
  }

  /** A location of a stack by its place, 0 for the leaf. */
  locationAt(stack: number, place: number): number {
    return this.#pool[(this.#begins[stack] ?? 0) + place] ?? 0;
  }

  /** The frames of a location, innermost first. */
  framesOfLocation(location: number): number[] {
    const frames: number[] = [];
    for (let at = location; at !== nothing; at = this.#locationCallees[at] ?? nothing)
      frames.push(this.#locationFrames[at] ?? 0);
    return frames.reverse();
  }

  /** The frames of a stack, leaf first, inlined calls expanded. Equal frames are one object throughout the table. */
  framesOf(stack: number): Frame[] {
    const frames: Frame[] = [];
    for (let place = 0; place < this.depth(stack); place++) {
      for (const frame of this.framesOfLocation(this.locationAt(stack, place)))
        frames.push(this.frameOf(frame));
    }
    return frames;
  }

  /** A frame as an object by its number, always the same one. */
  frameOf(frame: number): Frame {
    const known = this.#frames[frame];
    if (known !== undefined) return known;
    const { function: name, file } = this.#functions[this.functionOf(frame)] ?? { function: '', file: '' };
    const made: Frame = { function: name, file, line: this.#frameLines[frame] ?? 0 };
    this.#frames[frame] = made;
    return made;
  }

  /** The location of what is inlined into a location's outermost call; -1 where nothing is. */
  calleeOf(location: number): number {
    const callee = this.#locationCallees[location] ?? nothing;
    return callee === nothing ? -1 : callee;
  }

  /** Number of a location's outermost frame. */
  frameOfLocation(location: number): number {
    return this.#locationFrames[location] ?? 0;
  }

  functionName(functionNumber: number): string {
    return this.#functions[functionNumber]?.function ?? '';
  }

  /** Number of a frame's function. */
  functionOf(frame: number): number {
    return this.#frameFunctions[frame] ?? 0;
  }

  #addSteps(location: number, { frame, callee }: { frame: number; callee: number | undefined }): void {
    const [seed1 = 0, seed2 = 0, random1 = 0, random2 = 0] = seeds;
    const [factor1, factor2] = [random1 | 1, random2 | 1];
    const from = callee === undefined ? [1, 0, 1, 0] : this.#steps.subarray(4 * callee, 4 * callee + 4);
    const to = 4 * location;
    this.#steps[to] = Math.imul(from[0] ?? 0, factor1);
    this.#steps[to + 1] = Math.imul(from[1] ?? 0, factor1) + mixed(frame ^ seed1);
    this.#steps[to + 2] = Math.imul(from[2] ?? 0, factor2);
    this.#steps[to + 3] = Math.imul(from[3] ?? 0, factor2) + mixed(frame ^ seed2);
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
    const frames = [...locations].flatMap((location) => this.framesOfLocation(location));
    const places = Array.from({ length: this.depth(stack) }, (_, place) => this.locationAt(stack, place));
    const own = places.flatMap((location) => this.framesOfLocation(location));
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
    const depths = this.#locationDepths;
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
    for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calleeOf(at))
      visit(stacks.frameOfLocation(at));
  }
}

function placeOf(first: number, second: number): number {
  return mixed(first ^ Math.imul(second, 0x9e3779b1));
}

/** The finaliser of MurmurHash3: every bit of the input changes half of the output's. */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) | 0;
}
