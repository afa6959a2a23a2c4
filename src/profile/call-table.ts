import { grownTo } from './grown-to.ts';
import { mixed } from './mixed.ts';
import { PairIndex } from './pair-index.ts';
import type { Frame } from './profile.ts';

/** Drawn once for each process: what a profile holds cannot know them, and so cannot collide on purpose. */
const seeds = crypto.getRandomValues(new Uint32Array(4));

/** Stands before the first frame of a location. */
const nothing = 0xffffffff;

/**
 * What stacks are made of: functions, frames (a line of a function) and locations (a frame with the calls that are inlined into
 * it), each distinct one held once and known by its number. They become objects when they are asked for.
 */
export class CallTable {
  /** How many there are of each. */
  functionCount = 0;
  frameCount = 0;
  locationCount = 0;
  /**
   * For each location what it does to the two hashes of a stack: factor and addend of the first, then of the second. A hash is a
   * polynomial over frames, so that a location of two inlined calls does what two locations of one call do.
   */
  hashSteps = new Int32Array(64);
  /** How many frames each location has. */
  depths = new Uint32Array(16);

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
    this.depths = grownTo(this.depths, this.locationCount);
    this.hashSteps = grownTo(this.hashSteps, 4 * this.locationCount);
    this.#locationCallees[number] = callee ?? nothing;
    this.#locationFrames[number] = frame;
    this.depths[number] = callee === undefined ? 1 : 1 + (this.depths[callee] ?? 0);
    this.#addSteps(number, { frame, callee });
    return number;
  }

  /** The frames of a location, innermost first. */
  framesOfLocation(location: number): number[] {
    const frames: number[] = [];
    for (let at = location; at !== nothing; at = this.#locationCallees[at] ?? nothing)
      frames.push(this.#locationFrames[at] ?? 0);
    return frames.reverse();
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
    const from = callee === undefined ? [1, 0, 1, 0] : this.hashSteps.subarray(4 * callee, 4 * callee + 4);
    const to = 4 * location;
    this.hashSteps[to] = Math.imul(from[0] ?? 0, factor1);
    this.hashSteps[to + 1] = Math.imul(from[1] ?? 0, factor1) + mixed(frame ^ seed1);
    this.hashSteps[to + 2] = Math.imul(from[2] ?? 0, factor2);
    this.hashSteps[to + 3] = Math.imul(from[3] ?? 0, factor2) + mixed(frame ^ seed2);
  }
}
