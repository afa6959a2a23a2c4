import { frameFunctions, functionNames, locationCallees, locationFrames, nothing } from './calls';
import { List } from './list';
import { stackBegins, stackCount, stackLocations } from './stacks';
import { textCount } from './texts';

/** A 64-bit float for each stack: what is summed. */
let totals: usize = 0;
let totalsRoom: u32 = 0;
/** A 64-bit float for each text: what the functions of that name count themselves, and with all that they call. */
export let flat: usize = 0;
export let cum: usize = 0;
/** The name of the function of each location's outermost frame. */
const locationNames = new List();
/** The last stack that each name was counted in, plus one. */
const lastStacks = new List();

/** Room for a total for each stack, all of them 0. */
export function totalsOf(): usize {
  if (totals === 0 || stackCount() > totalsRoom) {
    if (totals !== 0) heap.free(totals);
    totalsRoom = stackCount();
    totals = heap.alloc((<usize>totalsRoom) << 3);
  }
  memory.fill(totals, 0, (<usize>stackCount()) << 3);
  return totals;
}

/** Sums the totals by name: one that occurs several times in a stack counts once in its cum. */
export function sumByName(): void {
  const names = textCount();
  if (flat !== 0) heap.free(flat);
  flat = heap.alloc((<usize>names) << 4);
  cum = flat + ((<usize>names) << 3);
  memory.fill(flat, 0, (<usize>names) << 4);
  lastStacks.clear(names);
  locationNames.length = 0;
  for (let location: u32 = 0; location < locationFrames.length; location++) {
    locationNames.push(functionNames.at(frameFunctions.at(locationFrames.at(location))));
  }
  const stacks = stackCount();
  for (let stack: u32 = 0; stack < stacks; stack++) {
    const total = load<f64>(totals + ((<usize>stack) << 3));
    if (total !== 0) addStack(stack, total);
  }
}

function addStack(stack: u32, total: f64): void {
  const begin = stackLocations.data + ((<usize>stackBegins.at(stack)) << 2);
  const end = stackLocations.data + ((<usize>stackBegins.at(stack + 1)) << 2);
  const callees = locationCallees.data;
  const names = locationNames.data;
  const last = lastStacks.data;
  const sums = cum;
  const mark = stack + 1;
  let leafName = nothing;
  for (let place = begin; place < end; place += 4) {
    // From the caller to what is inlined into it, innermost last.
    let at = load<u32>(place);
    while (at !== nothing) {
      const offset = (<usize>at) << 2;
      const name = load<u32>(names + offset);
      at = load<u32>(callees + offset);
      if (place === begin && at === nothing) leafName = name;
      const lastOf = last + ((<usize>name) << 2);
      if (load<u32>(lastOf) === mark) continue;
      store<u32>(lastOf, mark);
      const sum = sums + ((<usize>name) << 3);
      store<f64>(sum, load<f64>(sum) + total);
    }
  }
  if (leafName === nothing) return;
  const sum = flat + ((<usize>leafName) << 3);
  store<f64>(sum, load<f64>(sum) + total);
}
