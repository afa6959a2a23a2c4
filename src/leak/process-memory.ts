import type { PointCapture } from './captures.ts';
import { judgeSeries } from './series-judgement.ts';
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

/** What runs for the first time is read in from the program's file, thread stacks and C libraries take their share. */
const leastBytes = 2 * 1024 * 1024;
const leastShareOfRss = 0.02;
const leastShareOfGrowth = 0.5;

/** Undefined where too few captures tell the resident set. */
export function processMemory(captures: readonly PointCapture[]): ProcessMemory | undefined {
  const told = captures.filter(({ metrics }) => metrics?.rssBytes !== undefined);
  const head = told.at(-1);
  if (head === undefined || told.length < fewestPoints) return undefined;
  const { trend } = judgeBytes(told, rssOf);
  return {
    trend,
    outside: outsideGrowth(told, trend),
    rssAtHead: rssOf(head),
    goAtHead: heldByGo(head),
  };
}

/**
 * Growth of the resident set that Go's runtime does not explain, by the halves rule. What it holds (Sys less HeapReleased) is
 * an upper bound of what can be resident of it, so a heap that grows towards its GOGC goal is no such growth. Three ways in
 * which that bound can mislead are shut out: pages given back but not yet taken away (MADV_FREE) are part of Sys, so that the
 * resident set has to outgrow Sys as well; pages held but never touched hide behind the bound, so that only what exceeds it
 * counts; and what goes with the load of the moment is no leak.
 */
function outsideGrowth(captures: readonly PointCapture[], rss: Trend): OutsideGrowth | undefined {
  const beyond = judgeBytes(captures, beyondGo);
  const beyondMapped = judgeBytes(captures, (capture) => rssOf(capture) - capture.memStats.sys);
  const [base, head] = [captures[0], captures.at(-1)];
  if (base === undefined || head === undefined || rss.shape !== 'growing') return undefined;
  const certain = beyondGo(head) - Math.max(0, beyondGo(base));
  const enough = Math.max(leastBytes, leastShareOfRss * rssOf(head), leastShareOfGrowth * rss.growth);
  const lasting = beyond.trend.shape === 'growing' && !beyond.followsLoad;
  if (!lasting || certain < enough) return undefined;
  return beyondMapped.trend.slope >= leastShareOfGrowth * rss.slope ? { trend: beyond.trend } : undefined;
}

function judgeBytes(captures: readonly PointCapture[], bytesOf: (capture: PointCapture) => number) {
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
