import { locationNames, locationsById } from './locations';
import { textCount } from './texts';
import { at, isOdd, moveTo } from './wire';

/**
 * What is summed for each text that is the name of a function, 16 bytes each: what stacks with it count, as a 64-bit float, and the
 * last sample that it was counted in. One that occurs several times in a stack counts once.
 */
let cums: usize = 0;
/** And for each what the stacks count whose leaf it is. */
let flats: usize = 0;
let room: u32 = 0;
/** Number of the sample that is counted, and what it counts. Numbers go on from one profile to the next. */
let mark: u32 = 0;
let value: f64 = 0;
/** Locations of that sample so far. */
export let countedIds: u32 = 0;
/** Frames of all samples of a profile, inlined calls expanded. */
export let countedFrames: u64 = 0;

export function namedFlat(text: u32): f64 {
  return text < room ? load<f64>(flats + ((<usize>text) << 3)) : 0;
}

export function namedCum(text: u32): f64 {
  return text < room ? load<f64>(cums + ((<usize>text) << 4)) : 0;
}

/** Room for the names that there are, with what has been summed. */
export function beginProfile(): void {
  countedFrames = 0;
  const texts = textCount();
  if (texts <= room) return;
  const wanted = max(texts, room << 1);
  const newCums = heap.alloc((<usize>wanted) << 4);
  const newFlats = heap.alloc((<usize>wanted) << 3);
  memory.fill(newCums, 0, (<usize>wanted) << 4);
  memory.fill(newFlats, 0, (<usize>wanted) << 3);
  if (room > 0) {
    memory.copy(newCums, cums, (<usize>room) << 4);
    memory.copy(newFlats, flats, (<usize>room) << 3);
    heap.free(cums);
    heap.free(flats);
  }
  cums = newCums;
  flats = newFlats;
  room = wanted;
}

export function beginSample(counted: f64): void {
  mark++;
  value = counted;
  countedIds = 0;
}

/** Adds the sample's value to the names of a list of locations. Most of a profile's bytes are read here. */
export function countIds(end: usize, mostDepth: u32): bool {
  if (isOdd) return false;
  const byId = locationsById.data;
  const known = locationsById.length;
  const names = locationNames.data;
  let place = at;
  let depth = countedIds;
  let frames: u32 = 0;
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
    if (id >= known || depth >= mostDepth) return false;
    const held = load<u32>(byId + ((<usize>id) << 2));
    if (held === 0) return false;
    let name = names + ((<usize>(held - 1)) << 2);
    if (depth === 0) addFlat(load<u32>(name) >> 4);
    depth++;
    for (let entry: u32 = 0; (entry & 1) === 0; name += 4) {
      entry = load<u32>(name);
      frames++;
      const sum = cums + <usize>(entry & ~1);
      if (load<u32>(sum, 8) === mark) continue;
      store<u32>(sum, mark, 8);
      store<f64>(sum, load<f64>(sum) + value);
    }
  }
  moveTo(place);
  countedIds = depth;
  countedFrames += frames;
  return place === end;
}

function addFlat(text: u32): void {
  const flat = flats + ((<usize>text) << 3);
  store<f64>(flat, load<f64>(flat) + value);
}
