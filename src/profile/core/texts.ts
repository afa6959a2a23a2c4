import { List } from './list';
import { countAlike, textFactor } from './seeds';

/** Bytes of all texts, one after another; text `n` begins at `textBegins[n]` and ends at `textBegins[n + 1]`. */
let bytes: usize = 0;
let capacity: u32 = 0;
export const textBegins = new List();
const hashes = new List();
/** Text number plus one, 0 where free. Open addressing, at most half full. */
const slots = new List();

export function textBytes(): usize {
  return bytes;
}

export function textCount(): u32 {
  return hashes.length;
}

/** Number of the text of these bytes; equal ones have one number. */
export function textOf(from: usize, length: u32): u32 {
  if (textBegins.length === 0) textBegins.push(0);
  const hash = hashOf(from, length);
  if ((hashes.length + 1) << 1 > slots.length) grow();
  const mask = slots.length - 1;
  let slot = hash & mask;
  for (let held = slots.at(slot); held !== 0; held = slots.at(slot)) {
    if (hashes.at(held - 1) === hash) {
      if (isText(held - 1, from, length)) return held - 1;
      countAlike();
    }
    slot = (slot + 1) & mask;
  }
  slots.set(slot, hashes.length + 1);
  return add(hash, from, length);
}

function isText(text: u32, from: usize, length: u32): bool {
  const begin = textBegins.at(text);
  if (textBegins.at(text + 1) - begin !== length) return false;
  return memory.compare(bytes + begin, from, length) === 0;
}

function add(hash: u32, from: usize, length: u32): u32 {
  const begin = textBegins.at(hashes.length);
  const end = begin + length;
  if (end > capacity || bytes === 0) {
    capacity = max(max(capacity << 1, end), 4096);
    bytes = bytes === 0 ? heap.alloc(capacity) : heap.realloc(bytes, capacity);
  }
  memory.copy(bytes + begin, from, length);
  textBegins.push(end);
  hashes.push(hash);
  return hashes.length - 1;
}

function grow(): void {
  slots.clear(max(slots.length << 2, 64));
  const mask = slots.length - 1;
  for (let text: u32 = 0; text < hashes.length; text++) {
    let slot = hashes.at(text) & mask;
    while (slots.at(slot) !== 0) slot = (slot + 1) & mask;
    slots.set(slot, text + 1);
  }
}

function hashOf(from: usize, length: u32): u32 {
  let hash: u64 = length * textFactor;
  let at = from;
  const end = from + length;
  for (; at + 8 <= end; at += 8) {
    hash = (hash ^ load<u64>(at)) * textFactor;
    hash ^= hash >> 29;
  }
  for (; at < end; at++) {
    hash = (hash ^ load<u8>(at)) * textFactor;
    hash ^= hash >> 29;
  }
  return <u32>(hash ^ (hash >> 32));
}
