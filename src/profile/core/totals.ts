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
  const stacks = stackCount();
  for (let stack: u32 = 0; stack < stacks; stack++) {
    const total = load<f64>(totals + ((<usize>stack) << 3));
    if (total !== 0) addStack(stack, total);
  }
}

function addStack(stack: u32, total: f64): void {
  const begin = stackBegins.at(stack);
  const end = stackBegins.at(stack + 1);
  for (let place = begin; place < end; place++) {
    // From the caller to what is inlined into it, innermost last.
    for (let at = stackLocations.at(place); at !== nothing; ) {
      const name = functionNames.at(frameFunctions.at(locationFrames.at(at)));
      at = locationCallees.at(at);
      const offset = (<usize>name) << 3;
      if (place === begin && at === nothing) store<f64>(flat + offset, load<f64>(flat + offset) + total);
      if (lastStacks.at(name) === stack + 1) continue;
      lastStacks.set(name, stack + 1);
      store<f64>(cum + offset, load<f64>(cum + offset) + total);
    }
  }
}
