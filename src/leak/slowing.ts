import type { Bend } from './bend.ts';
import { signTest } from './statistics/binomial.ts';
import { studentTail } from './statistics/student-t.ts';
import type { Point } from './statistics/theil-sen.ts';

/** The increments are few and noisy: they only have to agree, at a level five times as wide as the bend's. */
const agreement = 5;

/**
 * One-sided p-value of "does not slow down". A bend stands out from scatter about a curve, as the working set scatters; but
 * what arrives at random adds up, and then the whole series wanders from its line. So the increments of the two halves have
 * to differ as well, by their own scatter and, where things are counted one by one (`grain`), by more than random arrivals do.
 */
export function pSlowing(points: readonly Point[], bend: Bend, grain: number): number {
  const halves = halvesOf(points);
  const spanMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  return Math.max(pBend(bend), pIncrements(halves) / agreement, pArrivals(halves, spanMs, grain));
}

function pBend({ curvature, error, degrees }: Bend): number {
  if (error === 0) return curvature < 0 ? 0 : 1;
  return studentTail(-curvature / error, degrees);
}

type Halves = { readonly first: readonly number[]; readonly second: readonly number[] };

/** Growth per interval, as speeds; the middle interval of an odd number belongs to neither half. */
function halvesOf(points: readonly Point[]): Halves {
  const speeds = points.slice(1).map((point, index) => {
    const previous = points[index] ?? point;
    return (point.value - previous.value) / Math.max(1, point.atMs - previous.atMs);
  });
  const half = Math.floor(speeds.length / 2);
  return { first: speeds.slice(0, half), second: speeds.slice(-half) };
}

function pIncrements({ first, second }: Halves): number {
  const degrees = first.length + second.length - 2;
  const fall = mean(first) - mean(second);
  if (degrees <= 0) return 1;
  const variance = (squares(first) + squares(second)) / degrees;
  if (variance === 0) return fall > 0 ? 0 : 1;
  return studentTail(fall / Math.sqrt((2 * variance) / first.length), degrees);
}

/** Things that arrive one by one at a steady rate fall into either half like tossed coins. */
function pArrivals({ first, second }: Halves, spanMs: number, grain: number): number {
  if (grain === 0) return 0;
  const count = (speeds: readonly number[]) => Math.max(0, Math.round((mean(speeds) * spanMs) / 2 / grain));
  return signTest(count(first), count(first) + count(second));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : total(values) / values.length;
}

function squares(values: readonly number[]): number {
  const middle = mean(values);
  return total(values.map((value) => (value - middle) ** 2));
}
