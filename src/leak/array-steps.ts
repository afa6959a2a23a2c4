import type { Point } from './statistics/theil-sen.ts';

/** How often an array was replaced by a larger one between captures. */
export type ArraySteps = {
  readonly steps: number;
  readonly fromBytes: number;
  readonly toBytes: number;
  readonly lastAtMs: number;
  /** Least time from the last capture until it is replaced again, if it fills as fast as before. */
  readonly nextAfterMs: number;
};

/** An appended array grows by a quarter at least; what grows less between captures did not step. */
const leastStep = 1.1;

/**
 * Reads the steps of a slice that is appended to off the bytes that it holds. Each array is larger than the last by the same
 * factor and takes longer to fill by that factor; the first of them was already there when the window began, so that times are
 * lower bounds. Undefined where nothing stepped, or the bytes fell.
 */
export function arraySteps(series: readonly Point[]): ArraySteps | undefined {
  const steps = series.slice(1).flatMap((point, index) => {
    const previous = series[index] ?? point;
    return point.value > leastStep * previous.value
      ? [{ atMs: point.atMs, factor: point.value / previous.value }]
      : [];
  });
  const fell = series.some((point, index) => point.value < 0.99 * (series[index - 1]?.value ?? 0));
  const [first, head, last] = [series[0], series.at(-1), steps.at(-1)];
  if (fell || first === undefined || head === undefined || last === undefined || first.value <= 0)
    return undefined;
  const filledSince = steps.at(-2)?.atMs ?? first.atMs;
  const nextAtMs = last.atMs + last.factor * (last.atMs - filledSince);
  return {
    steps: steps.length,
    fromBytes: first.value,
    toBytes: head.value,
    lastAtMs: last.atMs,
    nextAfterMs: Math.max(0, nextAtMs - head.atMs),
  };
}
