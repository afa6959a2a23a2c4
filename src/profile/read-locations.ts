import { IdIndex } from './id-index.ts';
import {
  readFunctions,
  readMappings,
  type TableParts,
  type WireFunctions,
  type WireMappings,
} from './read-functions.ts';
import type { ReadLimits } from './read-limits.ts';
import { addId, openRecord } from './record-fields.ts';
import { tooMany } from './scan-records.ts';
import type { StackTable } from './stack-table.ts';
import { lengthDelimited, varint, WireCursor } from './wire-cursor.ts';

/** What the location ids of a profile's samples stand for. */
export type LocationTable = {
  readonly byId: IdIndex;
  /** Number in the stack table, by position. */
  readonly numbers: Uint32Array;
};

type Parts = TableParts & { readonly stacks: StackTable; readonly limits: ReadLimits };

/**
 * Resolves locations to frames in the stack table, inlined lines expanded in the order of the profile, which is innermost first:
 * "the last entry represents the caller into which the preceding entries were inlined" (profile.proto). Throws ProfileError for
 * references to what does not exist, ids used twice and lines that are no line numbers.
 */
export function readLocations(bytes: Uint8Array, parts: Parts): LocationTable {
  const cursor = new WireCursor(bytes);
  const reader = new LocationReader(cursor, parts);
  const offsets = parts.records.locations;
  const byId = new IdIndex(offsets.length);
  const numbers = new Uint32Array(offsets.length);
  for (let position = 0; position < offsets.length; position++) {
    const start = offsets.at(position);
    reader.scan(openRecord(cursor, { table: 'location', start, position }));
    addId(byId, cursor, { low: reader.low, high: reader.high, position, start });
    numbers[position] = reader.resolve(start);
  }
  return { byId, numbers };
}

const [idField, mappingField, addressField, lineField] = [1, 2, 3, 4];
const fields = [undefined, '.id', '.mapping_id', '.address', '.line', '.is_folded'] as const;
const [functionIdField, lineNumberField, columnField] = [1, 2, 3];
const lineFields = [undefined, '.function_id', '.line', '.column'] as const;

/** The location that was scanned last, its lines in arrays that are used again for the next. */
class LocationReader {
  low = 0;
  high = 0;
  readonly #cursor: WireCursor;
  readonly #functions: WireFunctions;
  readonly #mappings: WireMappings;
  readonly #stacks: StackTable;
  readonly #limits: ReadLimits;
  #room: number;
  #mappingLow = 0;
  #mappingHigh = 0;
  #addressLow = 0;
  #addressHigh = 0;
  #lineCount = 0;
  /** Two halves of the function's id, and of the line, for each line. */
  readonly #lines: number[] = [];

  constructor(cursor: WireCursor, parts: Parts) {
    this.#cursor = cursor;
    this.#functions = readFunctions(cursor.bytes, parts);
    this.#mappings = readMappings(cursor.bytes, parts);
    this.#stacks = parts.stacks;
    this.#limits = parts.limits;
    this.#room = parts.limits.lines;
  }

  scan(end: number): void {
    const cursor = this.#cursor;
    this.low = 0;
    this.high = 0;
    this.#mappingLow = 0;
    this.#mappingHigh = 0;
    this.#addressLow = 0;
    this.#addressHigh = 0;
    this.#lineCount = 0;
    while (cursor.at < end) {
      const start = cursor.at;
      cursor.inner = '';
      const tag = cursor.tag(end);
      const name = fields[tag >> 3];
      if (name === undefined) cursor.skip(tag, start, end);
      else if (tag >> 3 === lineField) this.#scanLine(tag, start, end);
      else {
        cursor.inner = name;
        cursor.expect(varint, tag, start);
        cursor.number(end);
        this.#set(tag >> 3);
      }
    }
    cursor.inner = '';
  }

  /** Number of the location in the stack table. */
  resolve(start: number): number {
    const mappingFile = this.#mappingFile(start);
    let location: number | undefined;
    for (let at = 0; at < this.#lineCount; at++) {
      location = this.#stacks.calls.location(this.#frame(at, start, mappingFile), location);
    }
    return (
      location ??
      this.#stacks.calls.location(this.#stacks.calls.frame(this.#unnamed(mappingFile), 0), undefined)
    );
  }

  #set(field: number): void {
    const { low, high } = this.#cursor;
    if (field === idField) {
      this.low = low;
      this.high = high;
    } else if (field === mappingField) {
      this.#mappingLow = low;
      this.#mappingHigh = high;
    } else if (field === addressField) {
      this.#addressLow = low;
      this.#addressHigh = high;
    }
  }

  #scanLine(tag: number, start: number, end: number): void {
    const cursor = this.#cursor;
    cursor.inside('.line', this.#lineCount);
    cursor.expect(lengthDelimited, tag, start);
    if (--this.#room < 0) throw tooMany(cursor, { limit: 'lines', limits: this.#limits, start });
    const lineEnd = cursor.length(end);
    const at = 4 * this.#lineCount;
    const lines = this.#lines;
    lines[at] = 0;
    lines[at + 1] = 0;
    lines[at + 2] = 0;
    lines[at + 3] = 0;
    while (cursor.at < lineEnd) {
      const fieldStart = cursor.at;
      const lineTag = cursor.tag(lineEnd);
      const field = lineTag >> 3;
      if (field !== functionIdField && field !== lineNumberField && field !== columnField) {
        cursor.skip(lineTag, fieldStart, lineEnd);
        continue;
      }
      cursor.last = lineFields[field] ?? '';
      cursor.expect(varint, lineTag, fieldStart);
      cursor.number(lineEnd);
      if (field === columnField) continue;
      lines[at + 2 * (field - 1)] = cursor.low;
      lines[at + 2 * (field - 1) + 1] = cursor.high;
    }
    this.#lineCount++;
    cursor.inside('');
  }

  #frame(at: number, start: number, mappingFile: string): number {
    const cursor = this.#cursor;
    const lines = this.#lines;
    cursor.low = lines[4 * at] ?? 0;
    cursor.high = lines[4 * at + 1] ?? 0;
    const low = lines[4 * at + 2] ?? 0;
    const high = lines[4 * at + 3] ?? 0;
    const position = this.#functions.byId.find(cursor.low, cursor.high);
    if (position < 0) {
      cursor.inside('.line', at, '.function_id');
      throw cursor.fault(`function ${cursor.exact()} does not exist`, start);
    }
    if (high !== 0) {
      cursor.inside('.line', at, '.line');
      throw cursor.fault(high < 0 ? 'a line number is negative' : 'a line number is beyond 2^32', start);
    }
    const known = this.#functions.numberOf(position);
    return this.#stacks.calls.frame(known ?? this.#unnamed(mappingFile), low >>> 0);
  }

  /** Stands for what has no name: its address, in the file of its mapping. */
  #unnamed(mappingFile: string): number {
    const address = (BigInt(this.#addressHigh >>> 0) << 32n) | BigInt(this.#addressLow >>> 0);
    return this.#stacks.calls.function(`0x${address.toString(16)}`, mappingFile);
  }

  #mappingFile(start: number): string {
    if (this.#mappingLow === 0 && this.#mappingHigh === 0) return '';
    const file = this.#mappings.fileOf(this.#mappingLow, this.#mappingHigh);
    if (file !== undefined) return file;
    const cursor = this.#cursor;
    cursor.inside('.mapping_id');
    cursor.low = this.#mappingLow;
    cursor.high = this.#mappingHigh;
    throw cursor.fault(`mapping ${cursor.exact()} does not exist`, start);
  }
}
