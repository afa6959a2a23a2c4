import type { PointCapture } from './captures.ts';

/** A process must have lived for this many windows (by what it allocated) before its past says something. */
const leastPastWindows = 2;
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

/** Whether the growth began lately or comes and goes: less than half of what constant growth would have left is there. */
export function isRecent(share: number | undefined): boolean {
  return share !== undefined && share < leastShare;
}

/** A process that allocated more inside the window than in its whole life before it is still starting up. */
export function isYoung(captures: readonly PointCapture[]): boolean {
  const base = captures[0]?.memStats.totalAlloc ?? 0;
  return (captures.at(-1)?.memStats.totalAlloc ?? 0) - base > base;
}
