import type { PointCapture } from './captures.ts';
import { growsUndecided } from './grows-undecided.ts';
import { judgeSeries, type SeriesJudgement } from './series-judgement.ts';
import { fewestPoints, type Trend } from './trend.ts';

/** What the operating system gives to the process, where its metrics say so. */
export type ProcessMemory = {
  /** Of the resident set, bytes. */
  readonly trend: Trend;
  /** Of what is resident beyond the memory that Go's runtime holds; undefined where that explains the growth. */
  readonly outside: OutsideGrowth | undefined;
  readonly rssAtHead: number;
  /** What the runtime holds at head: Sys less what it gave back. */
  readonly goAtHead: number;
};

export type OutsideGrowth = { readonly trend: Trend };

/**
 * What runs for the first time is read in from the program's file, threads get stacks, and of what Go holds now more and now
 * less has been touched: in 20 s of 50 small services without any growth outside Go that came to at most 4 MiB.
 */
const leastBytes = 8 * 1024 * 1024;
const leastShareOfRss = 0.05;
const leastShareOfGrowth = 0.5;

/** Undefined where too few captures tell the resident set. */
export function processMemory(captures: readonly PointCapture[]): ProcessMemory | undefined {
  const told = captures.filter(({ metrics }) => metrics?.rssBytes !== undefined);
  const head = told.at(-1);
  if (head === undefined || told.length < fewestPoints) return undefined;
  const rss = judgeBytes(told, rssOf);
  return {
    trend: rss.trend,
    outside: outsideGrowth(told, rss),
    rssAtHead: rssOf(head),
    goAtHead: heldByGo(head),
  };
}

/**
 * Growth of the resident set that a live heap would be suspect for, most of which Go's runtime does not explain. What the runtime
 * holds (Sys less HeapReleased) is an upper bound of what can be resident of it, so a heap that grows towards its GOGC goal is no such growth.
 * Three ways in which that bound can mislead are shut out: pages given back but not yet taken away (MADV_FREE) are part of Sys,
 * so that the resident set has to outgrow Sys as well; pages held but never touched hide behind the bound, so that only what
 * exceeds it counts; and what goes with the load of the moment is no leak.
 */
function outsideGrowth(captures: readonly PointCapture[], rss: SeriesJudgement): OutsideGrowth | undefined {
  const [base, head] = [captures[0], captures.at(-1)];
  if (base === undefined || head === undefined) return undefined;
  if (!growsUndecided(rss.trend) || rss.followsLoad) return undefined;
  const { trend } = judgeBytes(captures, beyondGo);
  const beyondMapped = judgeBytes(captures, (capture) => rssOf(capture) - capture.memStats.sys).trend;
  const certain = beyondGo(head) - Math.max(0, beyondGo(base));
  const enough = Math.max(leastBytes, leastShareOfRss * rssOf(head), leastShareOfGrowth * rss.trend.growth);
  const slowest = Math.min(trend.slope, beyondMapped.slope);
  if (certain < enough || slowest < leastShareOfGrowth * rss.trend.slope) return undefined;
  return trend.interval95[0] > 0 ? { trend } : undefined;
}

function judgeBytes(
  captures: readonly PointCapture[],
  bytesOf: (capture: PointCapture) => number,
): SeriesJudgement {
  return judgeSeries(
    captures.map((capture) => ({ atMs: capture.atMs, value: bytesOf(capture) })),
    captures,
  );
}

function rssOf({ metrics }: PointCapture): number {
  return metrics?.rssBytes ?? 0;
}

function heldByGo({ memStats }: PointCapture): number {
  return memStats.sys - memStats.heapReleased;
}

function beyondGo(capture: PointCapture): number {
  return rssOf(capture) - heldByGo(capture);
}
