import type { ProfileError } from './profile-error.ts';
import type { LocationTable } from './read-locations.ts';
import type { SampleRow } from './sample-columns.ts';
import type { StringTable } from './string-table.ts';
import { beyondExact, lengthDelimited, varint, type WireCursor } from './wire-cursor.ts';

const [locationField, valueField, labelField] = [1, 2, 3];
const labelFields = [undefined, '.key', '.str', '.num', '.num_unit'] as const;

/** Reads samples in whatever layout, and names field and byte where one is not right. */
export class CarefulSample {
  /** The cursor names the sample that was read last. */
  readonly cursor: WireCursor;
  readonly #row: SampleRow;
  readonly #strings: StringTable;
  readonly #locations: LocationTable;
  /** Where the open sample begins, and what was found of it. */
  #start = 0;
  #values = 0;
  #labels = 0;

  constructor(
    cursor: WireCursor,
    parts: { readonly row: SampleRow; readonly strings: StringTable; readonly locations: LocationTable },
  ) {
    this.cursor = cursor;
    this.#row = parts.row;
    this.#strings = parts.strings;
    this.#locations = parts.locations;
  }

  /** Reads all of a sample. Throws ProfileError. */
  read(sample: number, start: number): void {
    const { cursor } = this;
    cursor.at = start;
    cursor.open('sample', sample);
    cursor.tag(cursor.bytes.length);
    const end = cursor.length(cursor.bytes.length);
    this.#row.clear();
    this.#start = start;
    this.#values = 0;
    this.#labels = 0;
    while (cursor.at < end) this.#readField(end);
    cursor.inside('.value');
    const columns = this.#row.values.length;
    if (this.#values !== columns)
      throw cursor.fault(`a sample has ${this.#values} values for ${columns} sample types`, start);
    cursor.inside('');
  }

  #readField(end: number): void {
    const { cursor } = this;
    const start = cursor.at;
    cursor.inside('');
    const tag = cursor.tag(end);
    const field = tag >> 3;
    if (field === locationField) {
      cursor.inside('.location_id', this.#row.depth);
      this.#readLocations(start, this.#list({ tag, start, end }));
    } else if (field === valueField) {
      cursor.inside('.value', this.#values);
      this.#readValues(this.#list({ tag, start, end }));
    } else if (field === labelField) {
      cursor.inside('.label', this.#labels);
      cursor.expect(lengthDelimited, tag, start);
      this.#labels++;
      this.#readLabel(cursor.length(end));
    } else cursor.skip(tag, start, end);
  }

  /**
   * Where a list of numbers ends. They may be packed or not, by the writer's choice: one that is not is a list of one, whose end
   * is found by reading it.
   */
  #list({ tag, start, end }: { tag: number; start: number; end: number }): number {
    const { cursor } = this;
    const wireType = tag & 7;
    if (wireType === lengthDelimited) return cursor.length(end);
    if (wireType !== varint) throw cursor.wrongWireType(tag, start);
    const at = cursor.at;
    cursor.number(end);
    const listEnd = cursor.at;
    cursor.at = at;
    return listEnd;
  }

  #readLocations(start: number, end: number): void {
    const { cursor } = this;
    const row = this.#row;
    const { byId, numbers } = this.#locations;
    while (cursor.at < end) {
      cursor.element = row.depth;
      cursor.number(end);
      const position = byId.find(cursor.low, cursor.high);
      if (position < 0 || row.depth >= row.stack.length) throw this.#badLocation(position, start);
      row.stack[row.depth++] = numbers[position] ?? 0;
    }
  }

  #badLocation(position: number, start: number): ProfileError {
    const { cursor } = this;
    if (position < 0) return cursor.fault(`location ${cursor.exact()} does not exist`, this.#start);
    const most = this.#row.stack.length;
    return cursor.fault(`the list is longer than the ${most} numbers allowed`, start);
  }

  #readValues(end: number): void {
    const { cursor } = this;
    const row = this.#row;
    while (cursor.at < end) {
      const column = this.#values++;
      cursor.element = column;
      cursor.number(end);
      if (column >= row.values.length) continue;
      const value = cursor.signed();
      row.values[column] = value;
      if (Number.isSafeInteger(value)) continue;
      row.wide ??= new Map();
      row.wide.set(column, cursor.exact());
    }
  }

  /** The numeric label `bytes` is the object size; one of that name with a string is the program's own and says nothing of sizes. */
  #readLabel(end: number): void {
    const { cursor } = this;
    let [name, text, size] = ['', '', 0];
    while (cursor.at < end) {
      const start = cursor.at;
      cursor.last = '';
      const tag = cursor.tag(end);
      const field = labelFields[tag >> 3];
      if (field === undefined) {
        cursor.skip(tag, start, end);
        continue;
      }
      cursor.last = field;
      cursor.expect(varint, tag, start);
      cursor.number(end);
      if (field === '.num') size = cursor.signed();
      else this.#strings.check(cursor, this.#start);
      if (field === '.key') name = this.#strings.read(cursor, this.#start);
      if (field === '.str') text = this.#strings.read(cursor, this.#start);
    }
    if (name === 'bytes' && text === '') this.#setSize(size);
  }

  #setSize(size: number): void {
    const { cursor } = this;
    cursor.last = '.num';
    if (!Number.isSafeInteger(size)) throw cursor.fault(beyondExact, this.#start);
    if (size < 0) throw cursor.fault('an object size is negative', this.#start);
    cursor.last = '';
    if (this.#row.objectBytes !== 0) throw cursor.fault('a sample has two object sizes', this.#start);
    this.#row.objectBytes = size;
  }
}
