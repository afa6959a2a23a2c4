import { at, fieldTag, isOdd, moveTo, number, recordEnd, setOdd, skip } from './wire';

/** Columns of 64-bit floats, `columnRoom` of each; the last one holds the sizes. */
let columns: usize = 0;
let columnRoom: u32 = 0;
let columnBytes: usize = 0;

export const mostSafe: i64 = 9007199254740991;

export function column(index: u32): usize {
  return columns + ((<usize>index * columnRoom) << 3);
}

/** Room for the values, and the object size, of so many samples. */
export function makeRoom(types: u32, rows: u32): void {
  columnRoom = rows;
  const needed = (<usize>columnRoom * (types + 1)) << 3;
  if (needed <= columnBytes) return;
  if (columns !== 0) heap.free(columns);
  columnBytes = needed;
  columns = heap.alloc(needed);
}

/** Whether one of the columns of a mask is not 0 in the row `kept`. */
export function isWanted(kept: u32, wanted: u32): bool {
  for (let rest = wanted; rest !== 0; rest &= rest - 1) {
    if (load<f64>(column(ctz(rest)) + ((<usize>kept) << 3)) !== 0) return true;
  }
  return false;
}

/**
 * Reads the values of the sample between `begin` and `end` into the row `kept` of the columns, and passes over the rest by its
 * length. Every sample of a profile is looked at here.
 */
export function readValues(begin: usize, end: usize, types: u32, kept: u32): bool {
  let found: u32 = 0;
  let place = begin;
  while (place < end) {
    const tag = load<u8>(place);
    const length: usize = load<u8>(place, 1);
    if (length < 0x80 && (tag === 0x0a || tag === 0x12 || tag === 0x1a)) {
      place += 2;
      const listEnd = place + length;
      if (listEnd > end) return false;
      if (tag === 0x12) {
        for (; place < listEnd; found++) {
          let value: u64 = load<u8>(place++);
          if (value >= 0x80) {
            moveTo(place - 1);
            value = number(listEnd);
            place = at;
            if (isOdd) return false;
          }
          if (found >= types || !storeValue(value, found, kept)) return false;
        }
      }
      place = listEnd;
    } else {
      moveTo(place);
      found = readOtherValues(end, types, kept, found);
      if (isOdd) return false;
      place = at;
    }
  }
  return found === types;
}

/** Passes over one field, or reads its values where it holds any, and answers how many have been found. */
function readOtherValues(end: usize, types: u32, kept: u32, found: u32): u32 {
  const tag = fieldTag(end);
  let count = found;
  if (tag === 0x12) {
    const listEnd = recordEnd(end);
    while (at < listEnd && !isOdd) {
      const value = number(listEnd);
      if (count >= types || !storeValue(value, count++, kept)) setOdd();
    }
  } else if (tag === 0x10) {
    const value = number(end);
    if (count >= types || !storeValue(value, count++, kept)) setOdd();
  } else skip(tag, end);
  return count;
}

/** False for what a 64-bit float cannot hold exactly. */
function storeValue(value: u64, index: u32, kept: u32): bool {
  const signed = <i64>value;
  store<f64>(column(index) + ((<usize>kept) << 3), <f64>signed);
  return signed <= mostSafe && signed >= -mostSafe;
}
