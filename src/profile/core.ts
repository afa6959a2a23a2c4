import { coreWasm } from './core-wasm.ts';

/** A list of 32-bit numbers in the core's memory: the place of its data, length and capacity. */
type List = WebAssembly.Global;

/** What src/profile/core/index.ts exports; each is told about there. */
type CoreExports = {
  readonly memory: WebAssembly.Memory;
  seed(...seeds: readonly [number, number, number, number, number, number]): void;

  inputOf(length: number): number;
  readonly input: WebAssembly.Global;
  readonly inputEnd: WebAssembly.Global;
  scan(...limits: readonly [number, number, number, number, number, number, number]): number;
  readTables(mostLines: number): number;
  readNames(mostLines: number): number;
  readSamples(
    types: number,
    wanted: number,
    mostDepth: number,
    mostLocationIds: number,
    mostFrames: number,
    mostFramesOfStacks: number,
    mostFramesOfStack: number,
  ): number;
  beginRanking(types: number): void;
  rankSamples(
    from: number,
    to: number,
    types: number,
    ranked: number,
    sign: 1 | -1,
    mostDepth: number,
    mostLocationIds: number,
    mostFrames: number,
  ): number;
  namedFlat(text: number): number;
  namedCum(text: number): number;
  column(index: number): number;
  readonly samples: List;
  readonly others: List;
  readonly strings: List;
  readonly stackColumn: List;

  textOf(from: number, length: number): number;
  textBytes(): number;
  textCount(): number;
  readonly textBegins: List;

  functionOf(name: number, file: number): number;
  frameOf(functionNumber: number, line: number): number;
  locationOf(frame: number, callee: number): number;
  readonly functionNames: List;
  readonly functionFiles: List;
  readonly frameFunctions: List;
  readonly frameLines: List;
  readonly locationCallees: List;
  readonly locationFrames: List;

  totalsOf(): number;
  sumByName(): void;
  readonly flat: WebAssembly.Global;
  readonly cum: WebAssembly.Global;

  rowOf(length: number): number;
  stackOf(depth: number): number;
  stackCount(): number;
  expandedFrames(): number;
  readonly stackLocations: List;
  readonly stackBegins: List;
  readonly stackFrames: List;
};

/**
 * Drawn once for each process: what a profile holds cannot know them, and so cannot collide on purpose. Nobody sees what V8 draws,
 * and its generator is there at once, while that of `crypto` has to be loaded.
 */
const seed = () => Math.floor(Math.random() * 2 ** 32);
const seeds = [seed(), seed(), seed(), seed(), seed(), seed()] as const;

let compiled: WebAssembly.Module | undefined;

/**
 * The part of the reader that is compiled to WebAssembly, with a memory of its own that holds texts, calls and stacks, each
 * distinct one once and known by its number. V8 compiles it at once, while JavaScript has to run for a while before it is fast.
 */
export class Core {
  readonly exports: CoreExports;
  /** Grows with every call that may add something: views of the memory are good as long as it does not. */
  changes = 1;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(coreWasm, 'base64'));
    this.exports = new WebAssembly.Instance(compiled).exports as CoreExports;
    this.exports.seed(...seeds);
  }

  /** The numbers of a list as they are now, in place. */
  listOf(list: List): Uint32Array<ArrayBuffer> {
    const { buffer } = this.exports.memory;
    const [data, length] = new Uint32Array(buffer, list.value, 2);
    return new Uint32Array(buffer, data, length);
  }

  /** Copies the bytes of a profile, not gzipped, for reading. Their place is kept for the next profile. */
  take(bytes: Uint8Array): void {
    this.room(bytes.length).set(bytes);
  }

  /** Room for the bytes of a profile, to be filled before anything else is asked; `filled` says how many they have become. */
  room(length: number): Uint8Array<ArrayBuffer> {
    this.changes++;
    const at = this.exports.inputOf(length);
    return new Uint8Array(this.exports.memory.buffer, at, length);
  }

  filled(length: number): void {
    this.exports.inputOf(length);
  }

  /** The bytes that were taken, in place. */
  input(): Uint8Array<ArrayBuffer> {
    const { input, inputEnd, memory } = this.exports;
    return new Uint8Array(memory.buffer, input.value, inputEnd.value - input.value);
  }

  /** Sums a total for each stack by number of the functions' name: what functions count themselves, and with all they call. */
  sumByName(totals: Float64Array): { readonly flat: Float64Array; readonly cum: Float64Array } {
    this.changes++;
    const at = this.exports.totalsOf();
    new Float64Array(this.exports.memory.buffer, at, totals.length).set(totals);
    this.exports.sumByName();
    const { memory, flat, cum } = this.exports;
    const names = this.exports.textCount();
    return {
      flat: new Float64Array(memory.buffer, flat.value, names).slice(),
      cum: new Float64Array(memory.buffer, cum.value, names).slice(),
    };
  }

  /** Number of a text. */
  textOf(text: string): number {
    this.changes++;
    const bytes = Buffer.from(text);
    const at = this.exports.rowOf((bytes.length + 3) >> 2);
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
    return this.exports.textOf(at, bytes.length);
  }

  /** A text by its number. */
  text(number: number): string {
    const [begin = 0, end = 0] = this.listOf(this.exports.textBegins).subarray(number, number + 2);
    const at = this.exports.textBytes() + begin;
    return Buffer.from(this.exports.memory.buffer, at, end - begin).toString();
  }
}
