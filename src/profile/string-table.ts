import type { OffsetList } from './offset-list.ts';
import { ProfileError } from './profile-error.ts';
import { WireCursor } from './wire-cursor.ts';

/** The strings of a profile, decoded when they are asked for. */
export class StringTable {
  readonly length: number;
  readonly #offsets: OffsetList;
  readonly #cursor: WireCursor;
  readonly #decoded: (string | undefined)[] = [];

  /** Throws ProfileError unless the first string is the empty one, which stands for "none". A profile may have no strings. */
  constructor(bytes: Uint8Array, offsets: OffsetList) {
    this.length = offsets.length;
    this.#offsets = offsets;
    this.#cursor = new WireCursor(bytes);
    if (this.length > 0 && this.#decode(0) !== '')
      throw new ProfileError('the first string is not empty', { field: 'string_table[0]' });
  }

  /** A string by its index; empty where there is none, as for a profile without strings. */
  at(index: number): string {
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    const text = index < this.length ? this.#decode(index) : '';
    this.#decoded[index] = text;
    return text;
  }

  /**
   * Throws ProfileError, naming the field that the cursor is in and blaming the record at `recordStart`, unless the number that
   * the cursor has just read is the index of a string.
   */
  check(cursor: WireCursor, recordStart: number | undefined): void {
    if (cursor.high === 0 && cursor.low >>> 0 < this.length) return;
    throw cursor.fault(`string ${cursor.exact()} does not exist, the table has ${this.length}`, recordStart);
  }

  /** The string whose index the cursor has just read. Throws as `check` does. */
  read(cursor: WireCursor, recordStart: number | undefined): string {
    this.check(cursor, recordStart);
    return this.at(cursor.low);
  }

  #decode(index: number): string {
    const cursor = this.#cursor;
    cursor.at = this.#offsets.at(index);
    cursor.tag(cursor.bytes.length);
    const end = cursor.length(cursor.bytes.length);
    return Buffer.from(cursor.bytes.buffer, cursor.bytes.byteOffset + cursor.at, end - cursor.at).toString();
  }
}
