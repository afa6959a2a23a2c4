import { hashSteps } from './calls';
import { List } from './list';
import { beginProfile, beginSample, countedFrames, countedIds, countIds } from './name-sums';
import { bytesString, input, inputEnd, samples, strings } from './scan';
import { expandedFrames, hashedStackOf, row, rowOf } from './stacks';
import { isByName, locationsById } from './tables';
import { at, fieldTag, isOdd, moveTo, number, recordEnd, setOdd, skip } from './wire';

/** The samples that were kept: the stack of each, its values by column, and the size of its objects. */
export const stackColumn = new List();
/** Columns of 64-bit floats, `columnRoom` of each; the last one holds the sizes. */
let columns: usize = 0;
let columnRoom: u32 = 0;
let columnBytes: usize = 0;

const mostSafe: i64 = 9007199254740991;

/** Depth and hashes of the stack that is read. */
let depth: u32 = 0;
let first: u32 = 0;
let second: u32 = 0;
let objectBytes: f64 = 0;

export function column(index: u32): usize {
  return columns + ((<usize>index * columnRoom) << 3);
}

/**
 * Reads the samples, values first, and the rest only of those that have another value than 0 in one of the columns of the mask
 * `wanted`, of all where it is 0. Answers false for what the careful reader must look at.
 */
export function readSamples(
  types: u32,
  wanted: u32,
  mostDepth: u32,
  mostLocationIds: u32,
  mostFrames: f64,
): bool {
  makeRoom(types, samples.length);
  rowOf(mostDepth);
  let locationIds: u64 = 0;
  for (let sample: u32 = 0; sample < samples.length; sample++) {
    const kept = stackColumn.length;
    moveTo(input + samples.at(sample) + 1);
    const end = recordEnd(inputEnd);
    const begin = at;
    if (isOdd || !readValues(begin, end, types, kept)) return false;
    if (wanted !== 0 && !isWanted(kept, wanted)) continue;
    moveTo(begin);
    if (!readRest(end, mostDepth)) return false;
    locationIds += depth;
    stackColumn.push(hashedStackOf(depth, first, second));
    store<f64>(column(types) + ((<usize>kept) << 3), objectBytes);
    if (locationIds > mostLocationIds || expandedFrames() > mostFrames) return false;
  }
  return true;
}

/** All values of a profile together that are summed exactly as 64-bit floats, in whatever order. */
const mostSummed: f64 = 4503599627370496;
/** Absolute values of all profiles that were ranked. */
let summed: f64 = 0;

/**
 * Adds one column of the profile to the sums by name, or takes it from them where `sign` is -1. Nothing else of a sample is kept,
 * and of those that count 0 nothing else is looked at. Needs `readNames` before it. Answers false for what the careful reader must
 * look at.
 */
export function rankSamples(
  types: u32,
  ranked: u32,
  sign: f64,
  mostDepth: u32,
  mostLocationIds: u32,
  mostFrames: f64,
): bool {
  makeRoom(types, 1);
  beginProfile();
  let locationIds: u64 = 0;
  for (let sample: u32 = 0; sample < samples.length; sample++) {
    moveTo(input + samples.at(sample) + 1);
    const end = recordEnd(inputEnd);
    const begin = at;
    if (isOdd || !readValues(begin, end, types, 0)) return false;
    const value = load<f64>(column(ranked));
    if (value === 0) continue;
    summed += abs(value);
    beginSample(sign * value);
    moveTo(begin);
    if (!readRest(end, mostDepth)) return false;
    locationIds += countedIds;
    if (locationIds > mostLocationIds || <f64>countedFrames > mostFrames) return false;
  }
  return summed <= mostSummed;
}

function makeRoom(types: u32, rows: u32): void {
  stackColumn.length = 0;
  columnRoom = rows;
  const needed = (<usize>columnRoom * (types + 1)) << 3;
  if (needed <= columnBytes) return;
  if (columns !== 0) heap.free(columns);
  columnBytes = needed;
  columns = heap.alloc(needed);
}

function isWanted(kept: u32, wanted: u32): bool {
  for (let rest = wanted; rest !== 0; rest &= rest - 1) {
    if (load<f64>(column(ctz(rest)) + ((<usize>kept) << 3)) !== 0) return true;
  }
  return false;
}

/**
 * Reads the values of the sample between `begin` and `end` into the row `kept` of the columns, and passes over the rest by its
 * length. Every sample of a profile is looked at here.
 */
function readValues(begin: usize, end: usize, types: u32, kept: u32): bool {
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

function readRest(end: usize, mostDepth: u32): bool {
  depth = 0;
  first = 0;
  second = 0;
  objectBytes = 0;
  while (at < end) {
    const tag = fieldTag(end);
    if (tag === 0x0a) {
      if (!readList(recordEnd(end), mostDepth)) return false;
    } else if (tag === 0x08) {
      number(end);
      if (isOdd) return false;
      const idEnd = at;
      let begin = idEnd - 1;
      while (load<u8>(begin - 1) >= 0x80) begin--;
      moveTo(begin);
      if (!readList(idEnd, mostDepth)) return false;
    } else if (tag === 0x1a) {
      if (!readLabel(recordEnd(end))) return false;
    } else if (tag >> 3 <= 3 && tag >> 3 !== 2) return false;
    else skip(tag, end);
    if (isOdd) return false;
  }
  return true;
}

function readList(end: usize, mostDepth: u32): bool {
  return isByName ? countIds(end, mostDepth) : readIds(end, mostDepth);
}

/** Most of a profile's bytes are read here. */
function readIds(end: usize, mostDepth: u32): bool {
  if (isOdd) return false;
  const byId = locationsById.data;
  const known = locationsById.length;
  const steps = hashSteps.data;
  let place = at;
  let target = row.data + ((<usize>depth) << 2);
  const last = row.data + ((<usize>mostDepth) << 2);
  let one = first;
  let two = second;
  while (place < end) {
    let id: u32 = load<u8>(place++);
    if (id >= 0x80) {
      const next: u32 = load<u8>(place++);
      id = (id & 0x7f) | (next << 7);
      if (next >= 0x80) {
        const third: u32 = load<u8>(place++);
        if (third >= 0x80) return false;
        id = (id & 0x3fff) | (third << 14);
      }
    }
    if (id >= known || target >= last) return false;
    const held = load<u32>(byId + ((<usize>id) << 2));
    if (held === 0) return false;
    const location = held - 1;
    store<u32>(target, location);
    target += 4;
    const step = steps + ((<usize>location) << 4);
    one = one * load<u32>(step) + load<u32>(step, 4);
    two = two * load<u32>(step, 8) + load<u32>(step, 12);
  }
  moveTo(place);
  depth = <u32>((target - row.data) >> 2);
  first = one;
  second = two;
  return place === end;
}

/** The numeric label `bytes` is the object size; one of that name with a string is the program's own and says nothing of sizes. */
function readLabel(end: usize): bool {
  if (isOdd) return false;
  let key: u64 = 0;
  let text: u64 = 0;
  let size: u64 = 0;
  while (at < end) {
    const tag = fieldTag(end);
    const field = tag >> 3;
    if (field > 4) skip(tag, end);
    else {
      if ((tag & 7) !== 0) return false;
      const value = number(end);
      if (field === 3) size = value;
      else if (value >= strings.length) return false;
      else if (field === 1) key = value;
      else if (field === 2) text = value;
    }
    if (isOdd) return false;
  }
  if (key === 0 || key !== bytesString) return true;
  if (text !== 0) {
    const length = load<u8>(input + strings.at(<u32>text), 1);
    if (length !== 0) return length < 0x80;
  }
  if (objectBytes !== 0 || size > <u64>mostSafe) return false;
  objectBytes = <f64>size;
  return true;
}
