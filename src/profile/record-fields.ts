import type { IdIndex } from './id-index.ts';
import { varint, type WireCursor } from './wire-cursor.ts';

/** Moves into a record of a table and returns where it ends. */
export function openRecord(
  cursor: WireCursor,
  { table, start, position }: { readonly table: string; readonly start: number; readonly position: number },
): number {
  cursor.at = start;
  cursor.open(table, position);
  cursor.tag(cursor.bytes.length);
  return cursor.length(cursor.bytes.length);
}

/**
 * Reads the next field of a message that holds numbers alone, leaves its number in the cursor and returns its field number, or
 * -1 for a field without a name, which is skipped.
 */
export function nextNumber(cursor: WireCursor, end: number, names: readonly (string | undefined)[]): number {
  const start = cursor.at;
  cursor.inner = '';
  const tag = cursor.tag(end);
  const name = names[tag >> 3];
  if (name === undefined) {
    cursor.skip(tag, start, end);
    return -1;
  }
  cursor.inner = name;
  cursor.expect(varint, tag, start);
  cursor.number(end);
  return tag >> 3;
}

/** Gives the open record its id. Throws ProfileError for 0, which is reserved, and for one that is taken. */
export function addId(
  index: IdIndex,
  cursor: WireCursor,
  id: { readonly low: number; readonly high: number; readonly position: number; readonly start: number },
): void {
  const { low, high, position, start } = id;
  const { record } = cursor;
  if (low === 0 && high === 0) {
    cursor.inside('.id');
    throw cursor.fault(`a ${record} has the reserved id 0`, start);
  }
  if (index.add(low, high, position)) return;
  cursor.inside('.id');
  const text = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  throw cursor.fault(`two records have the ${record} id ${text}`, start);
}
