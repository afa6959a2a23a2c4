import type { Frame } from '../profile/profile.ts';
import { stackKeyer } from '../profile/stack-key.ts';
import { culpritOf } from './accumulation-point.ts';
import type { PointCapture } from './captures.ts';
import { originOf } from './frame-origin.ts';
import { enclosingFunction } from './function-name.ts';
import { groupBy } from './group-by.ts';
import { type HeapRow, heapRows } from './heap-rows.ts';
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

type HeapCapture = Pick<PointCapture, 'heap' | 'atMs'>;

/** Above this chance an object is as good as always sampled: its count is exact, and says nothing about sampling. */
const certain = 0.98;

/** Gathers the heap rows of a replica by culprit and compares base with head. Needs at least two captures. */
export function heapGroups(captures: readonly HeapCapture[], modulePrefixes: readonly string[]): HeapGroup[] {
  const culprit = culpritLookup(modulePrefixes);
  return groupRows(captures, (row) => [culprit(row)]);
}

/**
 * The same by every function on the way to the growing objects: a row counts for each of them once, however often the function
 * calls itself. The runtime's own frames, which say nothing about whose work it is, do not count.
 */
export function cumulativeHeapGroups(captures: readonly HeapCapture[]): HeapGroup[] {
  const functionsOf = rememberByStack((row) => [
    ...new Set(
      row.stack
        .filter((frame) => originOf(frame, []) !== 'runtime')
        .map((frame) => enclosingFunction(frame.function)),
    ),
  ]);
  return groupRows(captures, functionsOf);
}

/** Compares base with head for each key that rows are gathered by; a row may have several. */
function groupRows(
  captures: readonly HeapCapture[],
  keysOf: (row: HeapRow) => readonly string[],
): HeapGroup[] {
  const stackKey = stackKeyer('lines');
  const tables = captures.map(({ heap, atMs }) => ({ atMs, rows: heapRows(heap, stackKey) }));
  const base = tables[0];
  const head = tables.at(-1);
  if (base === undefined || head === undefined || base === head) return [];
  const series = seriesByKey(tables, keysOf);
  const pairs = new Map<string, RowPair[]>();
  for (const pair of pairRows(base.rows, head.rows)) {
    for (const key of keysOf(pair.row)) {
      const gathered = pairs.get(key);
      if (gathered === undefined) pairs.set(key, [pair]);
      else gathered.push(pair);
    }
  }
  return [...pairs].map(([key, rows]) => summarise(key, rows, series.get(key) ?? []));
}

type RowPair = {
  readonly row: HeapRow;
  readonly base: HeapRow | undefined;
  readonly head: HeapRow | undefined;
};

function pairRows(base: ReadonlyMap<string, HeapRow>, head: ReadonlyMap<string, HeapRow>): RowPair[] {
  const fromHead = [...head.values()].map((row) => ({ row, base: base.get(row.key), head: row }));
  const onlyBase = [...base.values()].filter(({ key }) => !head.has(key));
  return [...fromHead, ...onlyBase.map((row) => ({ row, base: row, head: undefined }))];
}

function summarise(culprit: string, pairs: readonly RowPair[], series: readonly Point[]): HeapGroup {
  const measured = pairs.map(measure);
  const total = (pick: (pair: MeasuredPair) => number) => measured.reduce((sum, pair) => sum + pick(pair), 0);
  const allocated = total(({ allocated }) => allocated);
  return {
    culprit,
    growthBytes: total(({ growthBytes }) => growthBytes),
    variance: total(({ variance }) => variance),
    exactGrowthBytes: total(({ growthBytes, exact }) => (exact ? growthBytes : 0)),
    births: total(({ births, exact }) => (exact ? 0 : births)),
    deaths: total(({ deaths, exact }) => (exact ? 0 : deaths)),
    atHeadBytes: total(({ pair }) => pair.head?.inuseBytes ?? 0),
    series,
    kept:
      allocated > 0
        ? Math.max(
            0,
            total(({ grown }) => grown),
          ) / allocated
        : undefined,
    stacks: stacksOf(measured),
  };
}

type MeasuredPair = {
  readonly pair: RowPair;
  readonly growthBytes: number;
  readonly variance: number;
  readonly births: number;
  readonly deaths: number;
  readonly grown: number;
  readonly allocated: number;
  readonly exact: boolean;
};

/** Objects alive in both captures cancel; of the born at most what was allocated or is live can have survived. */
function measure(pair: RowPair): MeasuredPair {
  const { size, p } = pair.row;
  const live = { base: pair.base?.inuseSamples ?? 0, head: pair.head?.inuseSamples ?? 0 };
  const allocated = Math.max(0, (pair.head?.allocSamples ?? 0) - (pair.base?.allocSamples ?? 0));
  const grown = live.head - live.base;
  const births = Math.max(Math.min(allocated, live.head), grown, 0);
  const deaths = births - grown;
  const scale = size / p;
  return {
    pair,
    growthBytes: scale * grown,
    variance: scale ** 2 * (1 - p) * (births + deaths),
    births,
    deaths,
    grown,
    allocated,
    exact: p > certain,
  };
}

function stacksOf(measured: readonly MeasuredPair[]): HeapStack[] {
  const byStack = groupBy(measured, ({ pair }) => pair.row.stackKey);
  return [...byStack.values()]
    .flatMap((rows) => {
      const [heaviest] = [...rows].sort((a, b) => b.growthBytes - a.growthBytes);
      if (heaviest === undefined) return [];
      return [
        {
          stack: heaviest.pair.row.stack,
          growthBytes: rows.reduce((sum, row) => sum + row.growthBytes, 0),
          atHeadBytes: rows.reduce((sum, { pair }) => sum + (pair.head?.inuseBytes ?? 0), 0),
          objectBytes: heaviest.pair.row.size,
          samples: rows.reduce((sum, row) => sum + row.births + row.deaths, 0),
        },
      ];
    })
    .sort((a, b) => b.growthBytes - a.growthBytes);
}

function seriesByKey(
  tables: readonly { readonly atMs: number; readonly rows: ReadonlyMap<string, HeapRow> }[],
  keysOf: (row: HeapRow) => readonly string[],
): ReadonlyMap<string, readonly Point[]> {
  const sums = tables.map(({ rows }) => {
    const byKey = new Map<string, number>();
    for (const row of rows.values()) {
      for (const key of keysOf(row)) byKey.set(key, (byKey.get(key) ?? 0) + row.inuseBytes);
    }
    return byKey;
  });
  const keys = new Set(sums.flatMap((byKey) => [...byKey.keys()]));
  const pointsOf = (key: string) =>
    tables.map(({ atMs }, index) => ({ atMs, value: sums[index]?.get(key) ?? 0 }));
  return new Map([...keys].map((key) => [key, pointsOf(key)]));
}

function culpritLookup(modulePrefixes: readonly string[]): (row: HeapRow) => string {
  return rememberByStack((row) => culpritOf(row.stack, modulePrefixes));
}

/** Rows of one stack have the same answer: it is looked up once for each stack. */
function rememberByStack<Answer>(answerOf: (row: HeapRow) => Answer): (row: HeapRow) => Answer {
  const known = new Map<string, Answer>();
  return (row) => {
    const seen = known.get(row.stackKey);
    if (seen !== undefined) return seen;
    const answer = answerOf(row);
    known.set(row.stackKey, answer);
    return answer;
  };
}
