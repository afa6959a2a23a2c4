import type { LocationTable } from './read-locations.ts';
import type { SampleRow } from './sample-columns.ts';

/** Tags of a sample's fields: number times 8 plus wire type. */
const locationId = 0x08;
const locationIds = 0x0a;
const value = 0x10;
const values = 0x12;
const label = 0x1a;
/** Tags of a label's fields. */
const key = 0x08;
const num = 0x18;

/**
 * Reads samples as Go and most others write them, in two steps: values first, and the stack only of a sample that is wanted.
 * Whatever is unusual or not right makes a step answer false: then CarefulSample reads the sample again, or says what is wrong.
 */
export class QuickSample {
  readonly #bytes: Uint8Array;
  readonly #row: SampleRow;
  readonly #locations: LocationTable;
  /** Index of the string `bytes`. */
  readonly #bytesLabel: number;
  #at = 0;
  /** Where the packed list of location ids and the label stand; 0 where there is none. */
  #idsAt = 0;
  #idsEnd = 0;
  #labelAt = 0;
  #labelEnd = 0;

  constructor(
    bytes: Uint8Array,
    parts: { readonly row: SampleRow; readonly locations: LocationTable; readonly bytesLabel: number },
  ) {
    this.#bytes = bytes;
    this.#row = parts.row;
    this.#locations = parts.locations;
    this.#bytesLabel = parts.bytesLabel;
  }

  /** Reads the values of the sample whose record begins at `start`, and notes where the rest stands. */
  readValues(start: number): boolean {
    const bytes = this.#bytes;
    this.#at = start + 1;
    const length = this.#number();
    const end = this.#at + length;
    this.#idsAt = 0;
    this.#idsEnd = 0;
    this.#labelAt = 0;
    this.#row.clear();
    let found = 0;
    while (this.#at < end) {
      const tag = bytes[this.#at++];
      if (tag === values) {
        const listEnd = this.#listEnd();
        while (this.#at < listEnd) if (!this.#addValue(found++)) return false;
        if (this.#at !== listEnd) return false;
      } else if (tag === value) {
        if (!this.#addValue(found++)) return false;
      } else if (tag === locationIds) {
        if (this.#idsEnd > 0 || this.#row.depth > 0) return false;
        const listEnd = this.#listEnd();
        this.#idsAt = this.#at;
        this.#idsEnd = listEnd;
        this.#at = listEnd;
      } else if (tag === locationId) {
        if (this.#idsEnd > 0 || !this.#addLocation(this.#number())) return false;
      } else if (tag === label) {
        if (this.#labelAt > 0) return false;
        const listEnd = this.#listEnd();
        this.#labelAt = this.#at;
        this.#labelEnd = listEnd;
        this.#at = listEnd;
      } else return false;
    }
    return this.#at === end && found === this.#row.values.length;
  }

  /** Reads the stack and the size of the objects of the sample whose values were read last. */
  readRest(): boolean {
    return this.#readStack() && (this.#labelAt === 0 || this.#readLabel());
  }

  /** Most of a profile's bytes are read here. */
  #readStack(): boolean {
    const bytes = this.#bytes;
    const { stack } = this.#row;
    const { numbers, byId } = this.#locations;
    const { dense } = byId;
    const end = this.#idsEnd;
    let at = this.#idsAt;
    let depth = this.#row.depth;
    while (at < end) {
      let id = bytes[at++] ?? 0;
      if (id >= 0x80) {
        const second = bytes[at++] ?? 0;
        id = (id & 0x7f) | (second << 7);
        if (second >= 0x80) {
          const third = bytes[at++] ?? 0;
          id = (id & 0x3fff) | (third << 14);
          if (third >= 0x80) return false;
        }
      }
      if (id >= dense.length || depth >= stack.length) return false;
      const position = dense[id] ?? 0;
      if (position === 0) return false;
      stack[depth++] = numbers[position - 1] ?? 0;
    }
    this.#row.depth = depth;
    return at === end;
  }

  #addLocation(id: number): boolean {
    const { numbers, byId } = this.#locations;
    const { dense } = byId;
    const { stack, depth } = this.#row;
    if (!(id < dense.length) || depth >= stack.length) return false;
    const position = dense[id] ?? 0;
    if (position === 0) return false;
    stack[depth] = numbers[position - 1] ?? 0;
    this.#row.depth = depth + 1;
    return true;
  }

  #addValue(column: number): boolean {
    const found = this.#number();
    if (column >= this.#row.values.length || Number.isNaN(found)) return false;
    this.#row.values[column] = found;
    return true;
  }

  /** The label `bytes` as Go writes it: its key, then its number. */
  #readLabel(): boolean {
    const bytes = this.#bytes;
    this.#at = this.#labelAt;
    if (bytes[this.#at++] !== key || this.#number() !== this.#bytesLabel) return false;
    if (bytes[this.#at++] !== num) return false;
    const size = this.#number();
    if (Number.isNaN(size) || this.#at !== this.#labelEnd) return false;
    this.#row.objectBytes = size;
    return true;
  }

  /** Where a list ends: NaN where its length is out of the ordinary, which is the end of no list. */
  #listEnd(): number {
    const length = this.#number();
    return this.#at + length;
  }

  /** Reads a number below 2^49; NaN where it is larger, or negative. */
  #number(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let byte = bytes[at++] ?? 0;
    if (byte < 0x80) {
      this.#at = at;
      return byte;
    }
    let low = byte & 0x7f;
    let shift = 7;
    do {
      byte = bytes[at++] ?? 0;
      low |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80 && shift < 28);
    let found = low;
    for (let unit = 2 ** 28; byte >= 0x80; unit *= 128) {
      if (unit === 2 ** 49) return Number.NaN;
      byte = bytes[at++] ?? 0;
      found += (byte & 0x7f) * unit;
    }
    this.#at = at;
    return found;
  }
}
