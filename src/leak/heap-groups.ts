import type { Frame } from '../profile/profile.ts';
import { stackKeyer } from '../profile/stack-key.ts';
import { accumulationPoint } from './accumulation-point.ts';
import type { PointCapture } from './captures.ts';
import { enclosingFunction } from './function-name.ts';
import { groupBy } from './group-by.ts';
import { type HeapRow, heapRows } from './heap-rows.ts';
import type { Point } from './statistics/theil-sen.ts';

/** What one culprit function's allocations did in one replica between base and head. */
export type HeapGroup = {
  /** The culprit's name without closures and type arguments: what the rows are gathered by. */
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
  /** Bytes of one object. */
  readonly objectBytes: number;
  readonly samples: number;
};

type HeapCapture = Pick<PointCapture, 'heap' | 'atMs'>;

/** Above this chance an object is as good as always sampled: its count is exact, and says nothing about sampling. */
const certain = 0.98;

/** Gathers the heap rows of a replica by culprit and compares base with head. Needs at least two captures. */
export function heapGroups(captures: readonly HeapCapture[], modulePrefixes: readonly string[]): HeapGroup[] {
  const stackKey = stackKeyer('lines');
  const tables = captures.map(({ heap, atMs }) => ({ atMs, rows: heapRows(heap, stackKey) }));
  const base = tables[0];
  const head = tables.at(-1);
  if (base === undefined || head === undefined || base === head) return [];
  const culpritOf = culpritLookup(modulePrefixes);
  const series = seriesByCulprit(tables, culpritOf);
  const pairs = groupBy(pairRows(base.rows, head.rows), ({ row }) => culpritOf(row));
  return [...pairs].map(([culprit, rows]) => summarise(culprit, rows, series.get(culprit) ?? []));
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
          objectBytes: heaviest.pair.row.size,
          samples: rows.reduce((sum, row) => sum + row.births + row.deaths, 0),
        },
      ];
    })
    .sort((a, b) => b.growthBytes - a.growthBytes);
}

function seriesByCulprit(
  tables: readonly { readonly atMs: number; readonly rows: ReadonlyMap<string, HeapRow> }[],
  culpritOf: (row: HeapRow) => string,
): ReadonlyMap<string, Point[]> {
  const culprits = new Set(tables.flatMap(({ rows }) => [...rows.values()].map(culpritOf)));
  const series = new Map([...culprits].map((culprit) => [culprit, [] as Point[]]));
  for (const { atMs, rows } of tables) {
    const sums = new Map<string, number>();
    for (const row of rows.values())
      sums.set(culpritOf(row), (sums.get(culpritOf(row)) ?? 0) + row.inuseBytes);
    for (const [culprit, points] of series) points.push({ atMs, value: sums.get(culprit) ?? 0 });
  }
  return series;
}

/** Rows of one stack share a culprit: looked up once for each stack. */
function culpritLookup(modulePrefixes: readonly string[]): (row: HeapRow) => string {
  const known = new Map<string, string>();
  return (row) => {
    const seen = known.get(row.stackKey);
    if (seen !== undefined) return seen;
    const name = enclosingFunction(accumulationPoint(row.stack, modulePrefixes)?.function ?? 'unknown');
    known.set(row.stackKey, name);
    return name;
  };
}
