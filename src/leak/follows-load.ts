import type { Point } from './statistics/theil-sen.ts';

/** Load that varies less than this (standard deviation by mean) cannot be told from constant load. */
const leastVariation = 0.15;
/** How much better the load must explain a series than all the work done so far does. */
const clearlyBetter = 0.7;
const fewestIntervals = 4;

/**
 * Whether a series follows the load (`done`: work done by each point): what is in use goes with the work of the moment (requests in
 * the last interval, else allocations), what leaks goes with all the work done so far. Decided by which of the two fits better,
 * where the load varies enough to tell.
 */
export function followsLoad(points: readonly Point[], done: readonly number[] | undefined): boolean {
  if (done === undefined) return false;
  const intervals = points.slice(1).map((point, index) => {
    const [from = 0, to = 0] = [done[index], done[index + 1]];
    return {
      value: point.value,
      rate: (to - from) / Math.max(1, point.atMs - (points[index]?.atMs ?? 0)),
      done: to - (done[0] ?? 0),
    };
  });
  if (intervals.length < fewestIntervals || variation(intervals.map(({ rate }) => rate)) < leastVariation)
    return false;
  const values = intervals.map(({ value }) => value);
  const byRate = residual(
    intervals.map(({ rate }) => rate),
    values,
  );
  const byWork = residual(
    intervals.map(({ done }) => done),
    values,
  );
  return byRate.slope > 0 && byRate.squares < clearlyBetter * byWork.squares;
}

function variation(values: readonly number[]): number {
  const mean = average(values);
  return mean > 0 ? Math.sqrt(average(values.map((value) => (value - mean) ** 2))) / mean : 0;
}

/** Least squares of y on x. */
function residual(
  x: readonly number[],
  y: readonly number[],
): { readonly slope: number; readonly squares: number } {
  const [meanX, meanY] = [average(x), average(y)];
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const shared = x.reduce((sum, value, index) => sum + (value - meanX) * ((y[index] ?? 0) - meanY), 0);
  const slope = spread > 0 ? shared / spread : 0;
  const squares = y.reduce(
    (sum, value, index) => sum + (value - meanY - slope * ((x[index] ?? 0) - meanX)) ** 2,
    0,
  );
  return { slope, squares };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
