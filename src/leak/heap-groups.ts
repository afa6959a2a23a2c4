import type { Frame } from '../profile/profile.ts';
import type { StackTable } from '../profile/stack-table.ts';
import { FunctionFacts } from './function-facts.ts';
import { enclosingFunction } from './function-name.ts';
import { type HeapCapture, type HeapTable, heapTable } from './heap-table.ts';
import { culpritFinder } from './stack-culprits.ts';
import type { Point } from './statistics/theil-sen.ts';

/** What the allocations of one function did in one replica between base and head. */
export type HeapGroup = {
  /** The function's name without closures and type arguments: what the rows are gathered by. */
  readonly culprit: string;
  /** Growth of live bytes, estimated from samples, and the variance of that estimate. */
  readonly growthBytes: number;
  readonly variance: number;
  /** The part of the growth that consists of objects so large that they are always sampled. */
  readonly exactGrowthBytes: number;
  /** Sampled objects born and still live at head, and those of base that died (upper bounds with a known difference). */
  readonly births: number;
  readonly deaths: number;
  readonly atHeadBytes: number;
  /** Estimated live bytes at each capture. */
  readonly series: readonly Point[];
  /** Share of what was allocated in the window that stayed, by samples; undefined when nothing was sampled. */
  readonly kept: number | undefined;
  /** Stacks of the group by growth, fastest first, with the mean size of their growing objects. */
  readonly stacks: readonly HeapStack[];
};

export type HeapStack = {
  readonly stack: readonly Frame[];
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  /** Bytes of one object. */
  readonly objectBytes: number;
  readonly samples: number;
};

/** Whether the group's fastest stack passes through a function. */
export function passesThrough({ stacks }: HeapGroup, culprit: string): boolean {
  return stacks[0]?.stack.some((frame) => enclosingFunction(frame.function) === culprit) ?? false;
}

/** Above this chance an object is as good as always sampled: its count is exact, and says nothing about sampling. */
const certain = 0.98;

/** Gathers the heap rows of a replica by culprit and compares base with head. Needs at least two captures. */
export function heapGroups(captures: readonly HeapCapture[], modulePrefixes: readonly string[]): HeapGroup[] {
  const table = heapTable(captures);
  if (table === undefined) return [];
  const facts = new FunctionFacts(table.stacks, modulePrefixes);
  const culpritOf = culpritFinder(facts);
  return groupRows(table, { names: facts.names, eachKey: (stack, visit) => visit(culpritOf(stack)) });
}

/**
 * The same by every function on the way to the growing objects: a row counts for each of them once, however often the function
 * calls itself. The runtime's own frames, which say nothing about whose work it is, do not count.
 */
export function cumulativeHeapGroups(captures: readonly HeapCapture[]): HeapGroup[] {
  const table = heapTable(captures);
  if (table === undefined) return [];
  const facts = new FunctionFacts(table.stacks, []);
  return groupRows(table, { names: facts.names, eachKey: functionVisitor(facts) });
}

/** Calls `visit` with each name on a stack that is not the runtime's, once. */
function functionVisitor(facts: FunctionFacts): EachKey {
  const { stacks } = facts;
  const lastVisit: number[] = [];
  let visits = 0;
  return (stack, visit) => {
    visits++;
    const depth = stacks.depth(stack);
    for (let place = 0; place < depth; place++) {
      for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calleeOf(at)) {
        const frame = stacks.frameOfLocation(at);
        if (facts.originOf(frame) === 'runtime') continue;
        const name = facts.nameOf(frame);
        if (lastVisit[name] === visits) continue;
        lastVisit[name] = visits;
        visit(name);
      }
    }
  };
}

type EachKey = (stack: number, visit: (key: number) => void) => void;

/** What rows are gathered by: keys of their stack, one or several, and the name of each. */
type Keys = { readonly names: readonly string[]; readonly eachKey: EachKey };

/** Compares base with head for each key. */
function groupRows(table: HeapTable, { names, eachKey }: Keys): HeapGroup[] {
  const measured = measure(table);
  const sums: GroupSums[] = [];
  const captures = table.inuse.length;
  for (let row = 0; row < table.rows; row++) {
    eachKey(table.stackOf[row] ?? 0, (key) => {
      const sum = sums[key] ?? new GroupSums(captures);
      sums[key] = sum;
      sum.add(row, table, measured);
    });
  }
  return sums.flatMap((sum, key) =>
    sum.rows.length > 0 ? sum.group(names[key] ?? '', table, measured) : [],
  );
}

/** What base and head say of each row. */
type Measured = {
  /** Of live bytes, estimated. */
  readonly growthBytes: Float64Array;
  readonly births: Float64Array;
  readonly deaths: Float64Array;
  readonly allocated: Float64Array;
};

/** Objects alive in both captures cancel; of the born at most what was allocated or is live can have survived. */
function measure(table: HeapTable): Measured {
  const { rows, objectBytes, probability, allocAtBase, allocAtHead } = table;
  const [atBase, atHead] = [table.inuse[0], table.inuse.at(-1)];
  const measured: Measured = {
    growthBytes: new Float64Array(rows),
    births: new Float64Array(rows),
    deaths: new Float64Array(rows),
    allocated: new Float64Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const live = atHead?.[row] ?? 0;
    const grown = live - (atBase?.[row] ?? 0);
    const allocated = Math.max(0, (allocAtHead[row] ?? 0) - (allocAtBase[row] ?? 0));
    const births = Math.max(Math.min(allocated, live), grown, 0);
    measured.growthBytes[row] = ((objectBytes[row] ?? 0) / (probability[row] ?? 1)) * grown;
    measured.births[row] = births;
    measured.deaths[row] = births - grown;
    measured.allocated[row] = allocated;
  }
  return measured;
}

/** The sums of one group while its rows are gathered. */
class GroupSums {
  /** Those that base or head has; others were there in between alone. */
  readonly rows: number[] = [];
  growthBytes = 0;
  variance = 0;
  exactGrowthBytes = 0;
  births = 0;
  deaths = 0;
  atHeadBytes = 0;
  allocated = 0;
  grown = 0;
  readonly live: Float64Array;

  constructor(captures: number) {
    this.live = new Float64Array(captures);
  }

  add(row: number, table: HeapTable, measured: Measured): void {
    const p = table.probability[row] ?? 1;
    const scale = (table.objectBytes[row] ?? 0) / p;
    for (let capture = 0; capture < this.live.length; capture++) {
      this.live[capture] = (this.live[capture] ?? 0) + scale * (table.inuse[capture]?.[row] ?? 0);
    }
    if (!isAtAnEnd(table, row)) return;
    const growthBytes = measured.growthBytes[row] ?? 0;
    const births = measured.births[row] ?? 0;
    const deaths = measured.deaths[row] ?? 0;
    this.rows.push(row);
    this.growthBytes += growthBytes;
    this.variance += scale ** 2 * (1 - p) * (births + deaths);
    if (p > certain) this.exactGrowthBytes += growthBytes;
    else {
      this.births += births;
      this.deaths += deaths;
    }
    this.atHeadBytes += scale * (table.inuse.at(-1)?.[row] ?? 0);
    this.allocated += measured.allocated[row] ?? 0;
    this.grown += births - deaths;
  }

  group(culprit: string, table: HeapTable, measured: Measured): HeapGroup {
    const { growthBytes, variance, exactGrowthBytes, births, deaths, atHeadBytes, allocated, grown } = this;
    const { rows, live } = this;
    let stacks: readonly HeapStack[] | undefined;
    return {
      culprit,
      growthBytes,
      variance,
      exactGrowthBytes,
      births,
      deaths,
      atHeadBytes,
      series: table.atMs.map((atMs, capture) => ({ atMs, value: live[capture] ?? 0 })),
      kept: allocated > 0 ? Math.max(0, grown) / allocated : undefined,
      // Few groups are ever asked for them.
      get stacks() {
        stacks ??= stacksOf(rows, table, measured);
        return stacks;
      },
    };
  }
}

function isAtAnEnd({ inuse, allocAtBase, allocAtHead }: HeapTable, row: number): boolean {
  return (
    inuse[0]?.[row] !== 0 || inuse.at(-1)?.[row] !== 0 || allocAtBase[row] !== 0 || allocAtHead[row] !== 0
  );
}

function stacksOf(rows: readonly number[], table: HeapTable, measured: Measured): HeapStack[] {
  const sums = new Map<number, StackSums>();
  const atHead = table.inuse.at(-1);
  for (const row of rows) {
    const stack = table.stackOf[row] ?? 0;
    const growthBytes = measured.growthBytes[row] ?? 0;
    const sum = sums.get(stack) ?? {
      stack,
      growthBytes: 0,
      atHeadBytes: 0,
      samples: 0,
      heaviest: row,
      most: growthBytes,
    };
    sums.set(stack, sum);
    sum.growthBytes += growthBytes;
    sum.atHeadBytes += ((table.objectBytes[row] ?? 0) / (table.probability[row] ?? 1)) * (atHead?.[row] ?? 0);
    sum.samples += (measured.births[row] ?? 0) + (measured.deaths[row] ?? 0);
    if (growthBytes <= sum.most) continue;
    sum.most = growthBytes;
    sum.heaviest = row;
  }
  return [...sums.values()]
    .sort((a, b) => b.growthBytes - a.growthBytes)
    .map((sum) => new LazyHeapStack(table.stacks, sum, table.objectBytes[sum.heaviest] ?? 0));
}

type StackSums = {
  readonly stack: number;
  growthBytes: number;
  atHeadBytes: number;
  samples: number;
  /** Row that grew most, and by how much. */
  heaviest: number;
  most: number;
};

/** Its frames are put together when they are asked for. */
class LazyHeapStack implements HeapStack {
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  readonly objectBytes: number;
  readonly samples: number;
  readonly #stacks: StackTable;
  readonly #number: number;
  #frames: readonly Frame[] | undefined;

  constructor(stacks: StackTable, sums: StackSums, objectBytes: number) {
    this.growthBytes = sums.growthBytes;
    this.atHeadBytes = sums.atHeadBytes;
    this.samples = sums.samples;
    this.objectBytes = objectBytes;
    this.#stacks = stacks;
    this.#number = sums.stack;
  }

  get stack(): readonly Frame[] {
    this.#frames ??= this.#stacks.framesOf(this.#number);
    return this.#frames;
  }
}
