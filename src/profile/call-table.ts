import type { Core } from './core.ts';
import type { Frame } from './profile.ts';

/** Stands before the first frame of a location. */
const nothing = 0xffffffff;

/**
 * What stacks are made of: functions, frames (a line of a function) and locations (a frame with the calls that are inlined into
 * it), each distinct one held once and known by its number. They become objects when they are asked for.
 */
export class CallTable {
  readonly #core: Core;
  readonly #textNumbers = new Map<string, number>();
  readonly #texts: (string | undefined)[] = [];
  readonly #frames: (Frame | undefined)[] = [];

  /** The core's lists as they were at this count of its changes. */
  #changes = 0;
  #functionNames = new Uint32Array();
  #functionFiles = new Uint32Array();
  #frameFunctions = new Uint32Array();
  #frameLines = new Uint32Array();
  #locationCallees = new Uint32Array();
  #locationFrames = new Uint32Array();

  constructor(core: Core) {
    this.#core = core;
  }

  get functionCount(): number {
    this.#look();
    return this.#functionNames.length;
  }

  get locationCount(): number {
    this.#look();
    return this.#locationFrames.length;
  }

  /** How many texts there are: names of functions and files. */
  get textCount(): number {
    return this.#core.exports.textCount();
  }

  /** Number of a function of this name in this file. */
  function(name: string, file: string): number {
    const [nameNumber, fileNumber] = [this.#textOf(name), this.#textOf(file)];
    this.#core.changes++;
    return this.#core.exports.functionOf(nameNumber, fileNumber);
  }

  /** Number of a line of a function; a line is below 2^32. */
  frame(functionNumber: number, line: number): number {
    this.#core.changes++;
    return this.#core.exports.frameOf(functionNumber, line);
  }

  /** Number of a location: a frame, and the location of what is inlined into it (of its own table), if anything is. */
  location(frame: number, callee: number | undefined): number {
    this.#core.changes++;
    return this.#core.exports.locationOf(frame, callee ?? nothing);
  }

  /** A frame as an object by its number, always the same one. */
  frameOf(frame: number): Frame {
    const known = this.#frames[frame];
    if (known !== undefined) return known;
    const functionNumber = this.functionOf(frame);
    const made: Frame = {
      function: this.functionName(functionNumber),
      file: this.fileName(functionNumber),
      line: this.#frameLines[frame] ?? 0,
    };
    this.#frames[frame] = made;
    return made;
  }

  /** The location of what is inlined into a location's outermost call; -1 where nothing is. */
  calleeOf(location: number): number {
    this.#look();
    const callee = this.#locationCallees[location] ?? nothing;
    return callee === nothing ? -1 : callee;
  }

  /** Number of a location's outermost frame. */
  frameOfLocation(location: number): number {
    this.#look();
    return this.#locationFrames[location] ?? 0;
  }

  functionName(functionNumber: number): string {
    return this.#text(this.nameOf(functionNumber));
  }

  fileName(functionNumber: number): string {
    this.#look();
    return this.#text(this.#functionFiles[functionNumber] ?? 0);
  }

  /** Number of a function's name among all texts: functions of one name have one. */
  nameOf(functionNumber: number): number {
    this.#look();
    return this.#functionNames[functionNumber] ?? 0;
  }

  /** Number of a frame's function. */
  functionOf(frame: number): number {
    this.#look();
    return this.#frameFunctions[frame] ?? 0;
  }

  #textOf(text: string): number {
    const known = this.#textNumbers.get(text);
    if (known !== undefined) return known;
    const number = this.#core.textOf(text);
    this.#textNumbers.set(text, number);
    return number;
  }

  #text(number: number): string {
    const known = this.#texts[number];
    if (known !== undefined) return known;
    const text = this.#core.text(number);
    this.#texts[number] = text;
    return text;
  }

  #look(): void {
    if (this.#changes !== this.#core.changes) this.#lookAgain();
  }

  #lookAgain(): void {
    const core = this.#core;
    const { exports } = core;
    this.#functionNames = core.listOf(exports.functionNames);
    this.#functionFiles = core.listOf(exports.functionFiles);
    this.#frameFunctions = core.listOf(exports.frameFunctions);
    this.#frameLines = core.listOf(exports.frameLines);
    this.#locationCallees = core.listOf(exports.locationCallees);
    this.#locationFrames = core.listOf(exports.locationFrames);
    this.#changes = core.changes;
  }
}
