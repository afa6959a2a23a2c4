import { studentTail } from './statistics/student-t.ts';
import type { Point } from './statistics/theil-sen.ts';

/** A rise of the load that stands out this little from its own scatter may be none. */
const riseLevel = 0.1;
/** The share by which the load rises over the window, from which on it counts. */
const leastRise = 0.1;
/** What serves the load may grow a little faster than it: queues do. */
const mostBeyond = 1.25;
const fewestIntervals = 4;

/**
 * Whether a series grows no more in proportion than the load does (`done`: work done by each point), so that it may be what is in
 * use under it. A ramp of the load is too even to tell what goes with the work of the moment from what goes with all the work
 * done so far; but a leak grows without regard to it.
 */
export function risesWithLoad(points: readonly Point[], done: readonly number[] | undefined): boolean {
  const [base, head] = [points[0], points.at(-1)];
  if (done === undefined || base === undefined || head === undefined || base.value <= 0) return false;
  const rise = riseOf(points, done);
  return rise !== undefined && (head.value - base.value) / base.value <= mostBeyond * rise;
}

/** Growth of the rate of work over the window as a share of its rate at the start; undefined where it does not clearly rise. */
function riseOf(points: readonly Point[], done: readonly number[]): number | undefined {
  const rates = points.slice(1).map(({ atMs }, index) => {
    const fromMs = points[index]?.atMs ?? atMs;
    return {
      atMs: (fromMs + atMs) / 2,
      rate: ((done[index + 1] ?? 0) - (done[index] ?? 0)) / Math.max(1, atMs - fromMs),
    };
  });
  if (rates.length < fewestIntervals) return undefined;
  const meanAt = mean(rates.map(({ atMs }) => atMs));
  const meanRate = mean(rates.map(({ rate }) => rate));
  const spread = sum(rates.map(({ atMs }) => (atMs - meanAt) ** 2));
  const slope = sum(rates.map(({ atMs, rate }) => (atMs - meanAt) * (rate - meanRate))) / spread;
  const fitted = (atMs: number) => meanRate + slope * (atMs - meanAt);
  const degrees = rates.length - 2;
  const scatter = Math.sqrt(sum(rates.map(({ atMs, rate }) => (rate - fitted(atMs)) ** 2)) / degrees);
  const p = scatter === 0 ? (slope > 0 ? 0 : 1) : studentTail(slope / (scatter / Math.sqrt(spread)), degrees);
  const [start, end] = [fitted(points[0]?.atMs ?? 0), fitted(points.at(-1)?.atMs ?? 0)];
  const rise = start > 0 ? end / start - 1 : 0;
  return p <= riseLevel && rise >= leastRise ? rise : undefined;
}

function mean(values: readonly number[]): number {
  return sum(values) / Math.max(1, values.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
