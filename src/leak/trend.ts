import { type Bend, bendOf } from './bend.ts';
import { pSlowing } from './slowing.ts';
import { studentQuantile, studentTail } from './statistics/student-t.ts';
import { median, type Point, theilSen } from './statistics/theil-sen.ts';

/**
 * What a series does over the window. `growing` is the only shape that a leak may have: it grew in both halves and in most
 * intervals, the second half is not much smaller than the first, and it does not bend down towards a bound.
 */
export type Shape =
  | 'growing'
  | 'plateau'
  | 'step'
  | 'saw-tooth'
  | 'uneven'
  | 'flat'
  | 'shrinking'
  | 'unknown';

export type Trend = {
  readonly shape: Shape;
  /** Per millisecond (Theil–Sen). */
  readonly slope: number;
  /** Standard error of the slope, from the scatter about the line. */
  readonly slopeError: number;
  readonly interval95: readonly [number, number];
  readonly degrees: number;
  /** Head minus base. */
  readonly growth: number;
  /** One-sided p-value of "does not grow". */
  readonly pGrowth: number;
  /** One-sided p-value of "the second half grew at most half as fast as the first". */
  readonly pHalves: number;
  /** Speed of the second half over that of the first; undefined when the first did not grow. */
  readonly halvesRatio: number | undefined;
  /** One-sided p-value of "does not slow down". */
  readonly pSlowing: number;
};

/** Fewest points that can show growth in both halves and leave a degree of freedom for the scatter. */
export const fewestPoints = 4;

/** A leak's second half is faster than this share of its first; a filling cache of any time constant slows down. */
const leastHalvesRatio = 0.5;
const growthLevel = 0.05;
/** A leak's growth is far beyond doubt where its halves can be told at all; noise that seems to grow is not. */
export const clearGrowthLevel = 0.01;
const halvesLevel = 0.1;
/** Captures are never quite on time: one that is this much nearer to the middle than the next is the middle. */
const clearlyNearer = 0.5;
/** Above this p-value the second half more likely grew at most half as fast as the first: it fills up to something. */
const fillingLevel = 0.7;

/**
 * Slowing down below this level that also costs the second half a tenth of its speed is a cache that fills more slowly than
 * the window is long. Of simulated fills with a time constant of two windows it turns away 99 % and all (5 and 9 captures)
 * where the working set scatters by 0.3 % of the growth, 57 % and 92 % at 1 %; of straight leaks less than 1 %.
 */
const slowingLevel = 0.02;
const slowedRatio = 0.9;

/** Growth that is missing from half of the intervals came in steps, as batches do: the middle interval tells. */
const leastMiddleShare = 0.25;

/**
 * Judges an exact series (live heap after forced collections, goroutine counts) by the halves rule. Points in time order.
 * `grain` is the size of what is counted one by one: 1 for goroutines, 0 where it is unknown.
 */
export function trendOf(points: readonly Point[], grain = 0): Trend {
  if (points.length < fewestPoints) return unknownTrend(points);
  const { slope, intercept } = theilSen(points);
  const degrees = points.length - 2;
  const scatter = Math.sqrt(sum(points.map((p) => (p.value - intercept - slope * p.atMs) ** 2)) / degrees);
  const slopeError = scatter / Math.sqrt(sum(slopeWeights(points).map(({ centred }) => centred ** 2)));
  const bend = bendOf(points);
  const halves = compareHalves(points, bend);
  const reach = studentQuantile(0.025, degrees) * slopeError;
  const measured = {
    slope,
    slopeError,
    degrees,
    interval95: [slope - reach, slope + reach] as const,
    growth: lastValue(points) - firstValue(points),
    pGrowth: tail(slope, slopeError, degrees),
    pHalves: halves.p,
    halvesRatio: halves.ratio,
    pSlowing: pSlowing(points, bend, grain),
  };
  return { ...measured, shape: shapeOf(points, measured, halves) };
}

type Halves = {
  readonly first: number;
  readonly second: number;
  readonly p: number;
  readonly ratio: number | undefined;
};

/**
 * Fieller's test of second ÷ first > ½: linear in the points, so its error follows from their scatter. That is taken about a
 * bent line, because a series that slows down to half its speed is not straight.
 */
function compareHalves(points: readonly Point[], { scatter, degrees }: Bend): Halves {
  const [from, to] = middleOf(points);
  const first = halfWeights(points, (point) => point.atMs <= to);
  const second = halfWeights(points, (point) => point.atMs >= from);
  const contrast = second.map((weight, index) => weight - leastHalvesRatio * (first[index] ?? 0));
  const speeds = [first, second].map((weights) => dot(weights, points));
  const [firstSpeed = 0, secondSpeed = 0] = speeds;
  return {
    first: firstSpeed,
    second: secondSpeed,
    p: tail(dot(contrast, points), scatter * Math.sqrt(sum(contrast.map((weight) => weight ** 2))), degrees),
    ratio: firstSpeed > 0 ? secondSpeed / firstSpeed : undefined,
  };
}

/**
 * Where the halves meet, in milliseconds: at the point in the middle, which belongs to both; where the middle lies between two
 * points, both of them do, or the halves would be of different length.
 */
function middleOf(points: readonly Point[]): readonly [number, number] {
  const middleMs = (firstAt(points) + lastAt(points)) / 2;
  const before = points.findLast(({ atMs }) => atMs <= middleMs)?.atMs ?? middleMs;
  const after = points.find(({ atMs }) => atMs >= middleMs)?.atMs ?? middleMs;
  const [early, late] = [middleMs - before, after - middleMs];
  if (early <= clearlyNearer * late) return [before, before];
  return late <= clearlyNearer * early ? [after, after] : [before, after];
}

/** Weights whose sum over the values is the least-squares slope of the chosen points. */
function halfWeights(points: readonly Point[], chosen: (point: Point) => boolean): number[] {
  const inside = points.filter(chosen);
  const mean = sum(inside.map(({ atMs }) => atMs)) / inside.length;
  const spread = sum(inside.map(({ atMs }) => (atMs - mean) ** 2));
  return points.map((point) => (chosen(point) && spread > 0 ? (point.atMs - mean) / spread : 0));
}

function shapeOf(points: readonly Point[], trend: Omit<Trend, 'shape'>, halves: Halves): Shape {
  if (trend.pGrowth > growthLevel)
    return trend.pGrowth > 1 - growthLevel ? 'shrinking' : uncertainShape(points);
  const steps = stepsOf(points);
  if (largest(steps) > 0.7 * trend.growth && points.length > fewestPoints) return 'step';
  if (-smallest(steps) > 0.5 * trend.growth) return 'saw-tooth';
  const slowed = trend.pSlowing <= slowingLevel && halves.second < slowedRatio * halves.first;
  const lasting = halves.first > 0 && halves.second > 0 && trend.pHalves <= halvesLevel && !slowed;
  const filling = slowed || trend.pHalves >= fillingLevel;
  if (!lasting || trend.pGrowth > clearGrowthLevel) return filling ? 'plateau' : 'uneven';
  return median(steps) * steps.length < leastMiddleShare * trend.growth ? 'uneven' : 'growing';
}

/** A series without a significant slope: one fall that undoes most of the rises is a saw-tooth, otherwise it is flat. */
function uncertainShape(points: readonly Point[]): Shape {
  const steps = stepsOf(points);
  const rises = sum(steps.filter((step) => step > 0));
  const oneFall = steps.filter((step) => step < 0).length === 1;
  return oneFall && -smallest(steps) > 0.5 * rises && rises > 0 ? 'saw-tooth' : 'flat';
}

function unknownTrend(points: readonly Point[]): Trend {
  const growth = points.length < 2 ? 0 : lastValue(points) - firstValue(points);
  const spanMs = points.length < 2 ? 0 : lastAt(points) - firstAt(points);
  const slope = spanMs > 0 ? growth / spanMs : 0;
  return {
    shape: 'unknown',
    slope,
    slopeError: Number.POSITIVE_INFINITY,
    interval95: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    degrees: 0,
    growth,
    pGrowth: 1,
    pHalves: 1,
    halvesRatio: undefined,
    pSlowing: 1,
  };
}

/** One-sided p-value of `estimate` ≤ 0; without any scatter the sign alone decides, and of nothing at all nothing is known. */
function tail(estimate: number, error: number, degrees: number): number {
  if (error === 0) return estimate === 0 ? 0.5 : estimate > 0 ? 0 : 1;
  return studentTail(estimate / error, degrees);
}

function slopeWeights(points: readonly Point[]): { readonly centred: number }[] {
  const mean = sum(points.map(({ atMs }) => atMs)) / points.length;
  return points.map(({ atMs }) => ({ centred: atMs - mean }));
}

function stepsOf(points: readonly Point[]): number[] {
  return points.slice(1).map((point, index) => point.value - (points[index]?.value ?? point.value));
}

function dot(weights: readonly number[], points: readonly Point[]): number {
  return sum(weights.map((weight, index) => weight * (points[index]?.value ?? 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
}

function smallest(values: readonly number[]): number {
  return values.reduce((best, value) => Math.min(best, value), Number.POSITIVE_INFINITY);
}

function firstAt(points: readonly Point[]): number {
  return points[0]?.atMs ?? 0;
}

function lastAt(points: readonly Point[]): number {
  return points.at(-1)?.atMs ?? 0;
}

function firstValue(points: readonly Point[]): number {
  return points[0]?.value ?? 0;
}

function lastValue(points: readonly Point[]): number {
  return points.at(-1)?.value ?? 0;
}
