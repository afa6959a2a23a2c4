import type { EarlierBase, PointCapture } from './captures.ts';
import { leastAgeMs } from './least-age.ts';

/** A process must have lived for this many windows (by what it allocated) before its past says something. */
const leastPastWindows = 2;
/**
 * What is flushed every hour grows ten minutes later as it did: until an earlier check lies this many windows back, what the
 * process has allocated in its whole life has its say too.
 */
const longPastWindows = 10;
const leastShare = 0.5;

/**
 * Lifetime against window, with TotalAlloc as the clock: had the process always grown as it does now, it would hold at
 * least `growthPerByte × TotalAlloc`. Answers how much of that it held at base; undefined when the process is too young to tell.
 */
export function pastShare(
  captures: readonly PointCapture[],
  series: { readonly atBase: number; readonly growth: number },
): number | undefined {
  const base = captures[0]?.memStats.totalAlloc ?? 0;
  const during = (captures.at(-1)?.memStats.totalAlloc ?? 0) - base;
  if (during <= 0 || series.growth <= 0 || base < leastPastWindows * during) return undefined;
  return series.atBase / ((series.growth / during) * base);
}

/** One value of an earlier check of the same process. */
export type EarlierValue = Pick<EarlierBase, 'takenAtMs' | 'agoMs'> & { readonly value: number };

/** How a series grew from an earlier check of the same process to this window's base. */
export type SeenPast = {
  readonly since: EarlierValue;
  /** Base minus then. */
  readonly growth: number;
  /** Of what the growth of this window would have made in that time. */
  readonly share: number;
  /** Whether it goes back far enough to decide alone. */
  readonly long: boolean;
};

/**
 * The past as the oldest earlier check (the first of `earlier`) saw it, against real time. Undefined where nothing grows now,
 * or where no check lies two windows back.
 */
export function seenPast(
  earlier: readonly EarlierValue[],
  series: { readonly atBase: number; readonly growth: number; readonly windowMs: number },
): SeenPast | undefined {
  const [since] = earlier;
  const { atBase, growth, windowMs } = series;
  if (since === undefined || growth <= 0 || windowMs <= 0) return undefined;
  if (since.agoMs < leastPastWindows * windowMs) return undefined;
  const grown = atBase - since.value;
  const expected = (growth / windowMs) * since.agoMs;
  return { since, growth: grown, share: grown / expected, long: since.agoMs >= longPastWindows * windowMs };
}

/** Whether the growth began lately or comes and goes: less than half of what constant growth would have left is there. */
export function isRecent(share: number | undefined): boolean {
  return share !== undefined && share < leastShare;
}

/**
 * A process that allocated more inside the window than in its whole life before it is still starting up, unless it remembers
 * collections from further back than the window is long: captures allocate as well, in a small service most of all.
 */
export function isYoung(captures: readonly PointCapture[]): boolean {
  const [base, head] = [captures[0], captures.at(-1)];
  if (base === undefined || head === undefined) return false;
  const before = base.memStats.totalAlloc;
  const during = head.memStats.totalAlloc - before;
  return during > before && leastAgeMs(base.memStats) < head.atMs - base.atMs;
}
