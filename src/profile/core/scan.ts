import { List } from './list';
import { at, fieldTag, isOdd, moveTo, recordEnd, skip } from './wire';

/** Bytes of the profile that is read, and what is behind them: zeros, so that a number cut short ends there. */
export let input: usize = 0;
export let inputEnd: usize = 0;
let capacity: usize = 0;
const padding: usize = 32;

/** Where the records of a profile begin, as offsets of their tags. */
export const samples = new List();
export const mappings = new List();
export const locations = new List();
export const functions = new List();
export const strings = new List();
/** Fields of the top level that belong to none of them. */
export const others = new List();
/** Index of the first string that is `bytes`; 0 where there is none. */
export let bytesString: u32 = 0;

/** Room for the bytes of a profile. */
export function inputOf(length: u32): usize {
  const needed = <usize>length + padding;
  if (needed > capacity) {
    if (input !== 0) heap.free(input);
    // Some more, so that the next profile of the same process fits as well.
    capacity = needed + (needed >> 3);
    input = heap.alloc(capacity);
  }
  inputEnd = input + length;
  memory.fill(inputEnd, 0, padding);
  return input;
}

/** Walks the top level, skipping every record by its length. Answers false for what the careful reader must look at. */
export function scan(
  mostFields: u32,
  mostSamples: u32,
  mostMappings: u32,
  mostLocations: u32,
  mostFunctions: u32,
  mostStrings: u32,
  mostStringBytes: u32,
): bool {
  clearLists();
  const end = inputEnd;
  let place = input;
  for (let fields: u32 = 0; place < end; fields++) {
    if (fields >= mostFields) return false;
    const start = place;
    const tag = load<u8>(start);
    const short = load<u8>(start, 1);
    let next: usize;
    let length: usize = short;
    if ((tag & 7) === 2 && tag < 0x80 && short < 0x80) {
      next = start + 2 + length;
      if (next > end) return false;
    } else {
      moveTo(start);
      const whole = fieldTag(end);
      if ((whole & 7) === 2) {
        next = recordEnd(end);
        length = next - at;
      } else {
        skip(whole, end);
        next = at;
      }
      if (isOdd) return false;
    }
    place = next;
    const offset = <u32>(start - input);
    if (tag === 0x12) samples.push(offset);
    else if (tag === 0x22) locations.push(offset);
    else if (tag === 0x2a) functions.push(offset);
    else if (tag === 0x32) {
      if (length > mostStringBytes) return false;
      if (length === 5 && isBytes(next - 5)) {
        if (bytesString !== 0) return false;
        bytesString = strings.length;
      }
      strings.push(offset);
    } else if (tag === 0x1a) mappings.push(offset);
    else if (tag >= 0x10 && tag < 0x38) return false;
    else others.push(offset);
  }
  if (samples.length > mostSamples || mappings.length > mostMappings || locations.length > mostLocations)
    return false;
  if (functions.length > mostFunctions || strings.length > mostStrings) return false;
  // The first string is the empty one.
  return strings.length > 0 && load<u8>(input + strings.at(0), 1) === 0;
}

function clearLists(): void {
  samples.length = 0;
  mappings.length = 0;
  locations.length = 0;
  functions.length = 0;
  strings.length = 0;
  others.length = 0;
  bytesString = 0;
}

function isBytes(text: usize): bool {
  // "byte", little-endian, then "s".
  return load<u32>(text) === 0x65747962 && load<u8>(text, 4) === 0x73;
}
