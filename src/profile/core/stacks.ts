import { hashSteps, locationCallees, locationDepths, locationFrames, nothing } from './calls';
import { List } from './list';
import { countAlike, mixed } from './seeds';

/** Locations of all stacks, one after another; stack `n` begins at `stackBegins[n]` and ends at `stackBegins[n + 1]`. */
export const stackLocations = new List();
export const stackBegins = new List();
/** Two for each stack. */
const hashes = new List();
/** Stack number plus one, 0 where free. Open addressing, at most half full. */
const slots = new List();
/** How many frames each stack has, inlined calls expanded, and all of them together. */
export const stackFrames = new List();
let expanded: u64 = 0;

/** The stack that is looked for: its locations, leaf first. */
export const row = new List();

export function stackCount(): u32 {
  return hashes.length >> 1;
}

export function expandedFrames(): f64 {
  return <f64>expanded;
}

/** Room for a stack of so many locations. */
export function rowOf(length: u32): usize {
  if (length > row.capacity) row.grow(length);
  return row.data;
}

/** Number of the stack of the first `depth` locations of the row. */
export function stackOf(depth: u32): u32 {
  let first: u32 = 0;
  let second: u32 = 0;
  for (let at: u32 = 0; at < depth; at++) {
    const step = hashSteps.data + ((<usize>row.at(at)) << 4);
    first = first * load<u32>(step) + load<u32>(step, 4);
    second = second * load<u32>(step, 8) + load<u32>(step, 12);
  }
  return hashedStackOf(depth, first, second);
}

/** The same where the hashes are known. */
export function hashedStackOf(depth: u32, first: u32, second: u32): u32 {
  if (hashes.length + 2 > slots.length) grow();
  const mask = slots.length - 1;
  let slot = placeOf(first, second) & mask;
  for (let held = slots.at(slot); held !== 0; held = slots.at(slot)) {
    const stack = held - 1;
    if (hashes.at(stack << 1) === first && hashes.at((stack << 1) + 1) === second) {
      // Equal hashes are not believed: what follows compares the stacks themselves.
      if (isStack(stack, depth)) return stack;
      countAlike();
    }
    slot = (slot + 1) & mask;
  }
  const stack = stackCount();
  slots.set(slot, stack + 1);
  hashes.push(first);
  hashes.push(second);
  add(depth);
  return stack;
}

function add(depth: u32): void {
  if (stackBegins.length === 0) stackBegins.push(0);
  const begin = stackLocations.length;
  const end = begin + depth;
  if (end > stackLocations.capacity) stackLocations.grow(end);
  stackLocations.length = end;
  memory.copy(stackLocations.data + ((<usize>begin) << 2), row.data, (<usize>depth) << 2);
  let frames: u32 = 0;
  for (let at: u32 = 0; at < depth; at++) frames += locationDepths.at(row.at(at));
  stackFrames.push(frames);
  expanded += frames;
  stackBegins.push(end);
}

function isStack(stack: u32, depth: u32): bool {
  const begin = stackBegins.at(stack);
  const held = stackLocations.data + ((<usize>begin) << 2);
  const heldDepth = stackBegins.at(stack + 1) - begin;
  if (heldDepth === depth && memory.compare(held, row.data, (<usize>depth) << 2) === 0) return true;
  return hasFrames(held, heldDepth, depth);
}

/** Whether a stack has the frames of the row, although its locations are others: calls may be split over locations differently. */
function hasFrames(held: usize, heldDepth: u32, depth: u32): bool {
  let heldRest = heldDepth;
  let rest = depth;
  let heldLocation = nothing;
  let location = nothing;
  let isSame = true;
  // From the root to the leaf, in which order a location's frames are linked.
  while (isSame && (heldLocation !== nothing || heldRest > 0) && (location !== nothing || rest > 0)) {
    if (heldLocation === nothing) heldLocation = load<u32>(held + ((<usize>--heldRest) << 2));
    if (location === nothing) location = row.at(--rest);
    isSame = locationFrames.at(heldLocation) === locationFrames.at(location);
    heldLocation = locationCallees.at(heldLocation);
    location = locationCallees.at(location);
  }
  return isSame && heldLocation === nothing && heldRest === 0 && location === nothing && rest === 0;
}

function grow(): void {
  slots.clear(max(slots.length << 2, 64));
  const mask = slots.length - 1;
  for (let stack: u32 = 0; stack < stackCount(); stack++) {
    let slot = placeOf(hashes.at(stack << 1), hashes.at((stack << 1) + 1)) & mask;
    while (slots.at(slot) !== 0) slot = (slot + 1) & mask;
    slots.set(slot, stack + 1);
  }
}

function placeOf(first: u32, second: u32): u32 {
  return mixed(first ^ (second * 0x9e3779b1));
}
