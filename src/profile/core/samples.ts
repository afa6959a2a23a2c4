import { hashSteps } from './calls';
import { List } from './list';
import { isByName, locationsById } from './locations';
import { countIds } from './name-sums';
import { bytesString, input, inputEnd, samples, strings } from './scan';
import { expandedFrames, hashedStackOf, row, rowOf, stackFrames } from './stacks';
import { column, isWanted, makeRoom, mostSafe, readValues } from './values';
import { at, fieldTag, isOdd, moveTo, number, recordEnd, skip } from './wire';

/** The samples that were kept: the stack of each, its values by column, and the size of its objects. */
export const stackColumn = new List();
/** Depth and hashes of the stack that is read. */
let depth: u32 = 0;
let first: u32 = 0;
let second: u32 = 0;
let objectBytes: f64 = 0;

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
  mostFramesOfStacks: f64,
  mostFramesOfStack: u32,
): bool {
  makeRoom(types, samples.length);
  stackColumn.length = 0;
  rowOf(mostDepth);
  let locationIds: u64 = 0;
  let frames: u64 = 0;
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
    const stack = hashedStackOf(depth, first, second);
    stackColumn.push(stack);
    const stackFrameCount = stackFrames.at(stack);
    frames += stackFrameCount;
    store<f64>(column(types) + ((<usize>kept) << 3), objectBytes);
    if (locationIds > mostLocationIds || stackFrameCount > mostFramesOfStack) return false;
    if (<f64>frames > mostFrames || expandedFrames() > mostFramesOfStacks) return false;
  }
  return true;
}

/** Reads all of a sample but its values: its locations are kept, or counted by name, as the tables were read. */
export function readRest(end: usize, mostDepth: u32): bool {
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
