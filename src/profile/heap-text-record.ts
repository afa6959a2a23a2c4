import type { HeapTextRecord } from './heap-text.ts';
import type { Frame } from './profile.ts';

/** Where a record stands in the text: its line of counters, and the symbols below it. */
export type RecordPlace = {
  readonly start: number;
  readonly lineEnd: number;
  readonly end: number;
};

type Counters = Pick<HeapTextRecord, 'inuseObjects' | 'inuseBytes' | 'allocObjects' | 'allocBytes'>;

const counter = /^#\t(0x[0-9a-f]{1,16})\t(?=\S)/;

/**
 * A record whose program counters and frames are read from the text when they are asked for: a text of 20,000 records has a
 * million of them, and the few that grow are looked at.
 */
export class LazyRecord implements HeapTextRecord {
  readonly inuseObjects: number;
  readonly inuseBytes: number;
  readonly allocObjects: number;
  readonly allocBytes: number;
  readonly #text: Buffer;
  readonly #place: RecordPlace;

  constructor(text: Buffer, place: RecordPlace, counters: Counters) {
    this.inuseObjects = counters.inuseObjects;
    this.inuseBytes = counters.inuseBytes;
    this.allocObjects = counters.allocObjects;
    this.allocBytes = counters.allocBytes;
    this.#text = text;
    this.#place = place;
  }

  get stackText(): string {
    return stackText(this.#text, this.#place);
  }

  get pcs(): readonly string[] {
    return pcsOf(this.#text, this.#place);
  }

  get frames(): readonly Frame[] {
    return symbolsOf(this.#text, this.#place).map(({ frame }) => frame);
  }

  get hiddenPcs(): readonly string[] {
    return hiddenPcs(this.pcs, symbolsOf(this.#text, this.#place)[0]?.pc);
  }
}

/** What follows the `@`. */
function stackText(text: Buffer, { start, lineEnd }: RecordPlace): string {
  return text.toString('latin1', text.indexOf('@', start) + 1, lineEnd);
}

function pcsOf(text: Buffer, place: RecordPlace): readonly string[] {
  return stackText(text, place).split(' ').slice(1);
}

type SymbolLine = { readonly pc: string; readonly frame: Frame };

/** Places are better in the protobuf, but only here the names stand beside the counters. */
function symbolsOf(text: Buffer, { lineEnd, end }: RecordPlace): SymbolLine[] {
  const lines = text.toString('utf8', lineEnd + 1, end).split('\n');
  return lines.flatMap((line) => symbolOf(line) ?? []);
}

/**
 * `#\t0x47a2f1\tmain.f+0x10\t\t/src/main.go:5`: the columns are padded with tabs. Each part is looked for once, as a line may be of
 * any length.
 */
function symbolOf(line: string): SymbolLine | undefined {
  const [opening, pc] = counter.exec(line) ?? [];
  if (opening === undefined || pc === undefined) return undefined;
  const nameEnd = line.indexOf('\t', opening.length);
  const colon = line.lastIndexOf(':');
  const offset = line.lastIndexOf('+0x', nameEnd);
  if (nameEnd < 0 || colon < nameEnd || offset <= opening.length) return undefined;
  const number = line.slice(colon + 1);
  if (!/^\d+$/.test(number) || !/^\+0x[0-9a-f]+$/.test(line.slice(offset, nameEnd))) return undefined;
  let file = nameEnd;
  while (line[file] === '\t') file++;
  const frame = {
    function: line.slice(opening.length, offset),
    file: line.slice(file, colon),
    line: Number(number),
  };
  return { pc, frame };
}

/** A printed frame's counter is one less than the return address in the record. */
function hiddenPcs(pcs: readonly string[], firstPc: string | undefined): readonly string[] {
  if (firstPc === undefined) return [];
  const returnTo = `0x${(BigInt(firstPc) + 1n).toString(16)}`;
  const first = pcs.indexOf(returnTo);
  return first < 0 ? [] : pcs.slice(0, first);
}
