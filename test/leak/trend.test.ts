import { describe, expect, test } from 'vitest';
import type { Point } from '../../src/leak/statistics/theil-sen.ts';
import { trendOf } from '../../src/leak/trend.ts';
import { seededNumbers } from './seeded-numbers.ts';

const numbers = seededNumbers(20_260);
const { normal, uniform } = numbers;
const series = (values: readonly number[]): Point[] =>
  values.map((value, index) => ({ atMs: index * 2_500, value }));
const along = (count: number, curve: (x: number) => number) =>
  series(Array.from({ length: count }, (_, index) => curve(index / (count - 1))));

describe('the shape of an exact series', () => {
  test.each([
    { name: 'a line of 4 points', values: [1, 2, 3, 4], shape: 'growing' },
    { name: 'a line of 5 points', values: [10, 20, 30, 40, 50], shape: 'growing' },
    { name: 'a line of 9 points', values: [1, 2, 3, 4, 5, 6, 7, 8, 9], shape: 'growing' },
    { name: 'growth that speeds up', values: [0, 1, 4, 9, 16], shape: 'growing' },
    { name: 'a series that never moves', values: [59, 59, 59, 59, 59], shape: 'flat' },
    { name: 'a falling line', values: [50, 40, 30, 20, 10], shape: 'shrinking' },
    { name: 'a cache that is full half-way', values: [0, 50, 100, 100, 100], shape: 'plateau' },
    { name: 'a filling cache', values: [0, 63, 86, 95, 98], shape: 'plateau' },
    { name: 'one step in a series that creeps', values: [0, 1, 2, 3, 4, 30, 31, 32, 33], shape: 'step' },
    { name: 'two batches', values: [0, 0, 0, 10, 10, 10, 20, 20, 20], shape: 'uneven' },
    { name: 'a saw-tooth with one fall', values: [10, 20, 30, 2, 12], shape: 'saw-tooth' },
    { name: 'three points', values: [1, 2, 3], shape: 'unknown' },
    { name: 'no point', values: [], shape: 'unknown' },
  ])('$name is $shape', ({ values, shape }) => {
    expect(trendOf(series(values)).shape).toBe(shape);
  });

  test('does not change with unit, offset or where the clock starts', () => {
    for (let round = 0; round < 200; round++) {
      const points = along(5 + 4 * (round % 2), (x) => 3 * x * uniform() + normal());
      const { shape } = trendOf(points);
      const moved = points.map(({ atMs, value }) => ({ atMs: atMs * 60 + 1e6, value: 4_096 * value + 1e7 }));
      expect(trendOf(moved).shape).toBe(shape);
    }
  });

  test('a capture that is missing changes neither shape nor slope of a line', () => {
    for (const missing of [1, 2, 3, 4, 5, 6, 7]) {
      const points = along(9, (x) => 100 * x).filter((_, index) => index !== missing);
      const trend = trendOf(points);
      expect(trend.shape).toBe('growing');
      expect(trend.halvesRatio).toBeCloseTo(1, 9);
      expect(trend.slope * 20_000).toBeCloseTo(100, 9);
    }
  });

  test('tells how much faster the first half was', () => {
    expect(trendOf(series([0, 4, 8, 10, 12])).halvesRatio).toBeCloseTo(0.5, 9);
    expect(trendOf(series([8, 4, 2, 10, 12])).halvesRatio).toBeUndefined();
  });
});

describe('the slope', () => {
  test.each([5, 9])('lies in its 95 % interval as often as it says, with %i captures', (count) => {
    const rounds = 600;
    let covered = 0;
    for (let round = 0; round < rounds; round++) {
      const { interval95, slope } = trendOf(along(count, (x) => 5 * x + normal()));
      const truth = 5 / ((count - 1) * 2_500);
      expect(slope).toBeGreaterThanOrEqual(interval95[0]);
      if (interval95[0] <= truth && truth <= interval95[1]) covered++;
    }
    expect(covered / rounds).toBeGreaterThan(0.92);
  });
});

/** How many in 100 series of a kind are called growing: the only shape that may become a leak. */
function growingShare(count: number, makeCurve: () => (x: number) => number, grain = 0): number {
  const rounds = 250;
  let growing = 0;
  for (let round = 0; round < rounds; round++) {
    const curve = makeCurve();
    if (trendOf(along(count, curve), grain).shape === 'growing') growing++;
  }
  return (100 * growing) / rounds;
}

const noisy = (noise: number, curve: (x: number) => number) => (x: number) => curve(x) + noise * normal();
const line = (noise: number) => () => noisy(noise, (x) => x);
/** A cache that fills with a time constant in windows; 1 is what it grows by in the window. */
const fill = (tau: number, noise: number) => () =>
  noisy(noise, (x) => (1 - Math.exp(-x / tau)) / (1 - Math.exp(-1 / tau)));
const arrivals = (mean: number) => () => {
  const at = Array.from({ length: numbers.poisson(mean) }, uniform);
  return (x: number) => at.filter((time) => time < x).length;
};
const sawTooth = (period: number) => () => {
  const phase = uniform();
  return noisy(0.02, (x) => (x / period + phase) % 1);
};
const steps = (count: number) => () => {
  const at = Array.from({ length: count }, uniform);
  return noisy(0.01, (x) => at.filter((time) => time < x).length);
};

describe('in simulation, a leak', () => {
  // Measured with 3,000 series each; the bound leaves room for 250.
  test.each([
    { name: 'without noise', count: 5, curve: line(0), least: 100, grain: 0 },
    { name: 'with 1 % of its growth as noise', count: 5, curve: line(0.01), least: 99, grain: 0 },
    { name: 'with 3 %', count: 5, curve: line(0.03), least: 90, grain: 0 },
    { name: 'with 6 %', count: 5, curve: line(0.06), least: 55, grain: 0 },
    { name: 'with 1 %', count: 9, curve: line(0.01), least: 99, grain: 0 },
    { name: 'with 3 %', count: 9, curve: line(0.03), least: 97, grain: 0 },
    { name: 'with 6 %', count: 9, curve: line(0.06), least: 76, grain: 0 },
    { name: 'of 100 goroutines at random', count: 5, curve: arrivals(100), least: 88, grain: 1 },
    { name: 'of 1,000 goroutines at random', count: 5, curve: arrivals(1_000), least: 94, grain: 1 },
    { name: 'of 100 goroutines at random', count: 9, curve: arrivals(100), least: 92, grain: 1 },
    { name: 'of 1,000 goroutines at random', count: 9, curve: arrivals(1_000), least: 94, grain: 1 },
  ])('$name and $count captures is growing in $least % or more', ({ count, curve, least, grain }) => {
    expect(growingShare(count, curve, grain)).toBeGreaterThanOrEqual(least);
  });
});

describe('in simulation, what is no leak', () => {
  const flat = () => () => normal();
  const drifting = () => {
    let value = normal();
    return () => (value = 0.5 * value + normal());
  };
  const workers = () => () => numbers.poisson(10);
  test.each([
    { name: 'noise', count: 5, curve: flat, most: 2 },
    { name: 'noise', count: 9, curve: flat, most: 2 },
    { name: 'a working set that drifts', count: 5, curve: drifting, most: 3 },
    { name: 'a working set that drifts', count: 9, curve: drifting, most: 3 },
    { name: 'a few workers that come and go', count: 5, curve: workers, most: 2, grain: 1 },
    { name: 'a few workers that come and go', count: 9, curve: workers, most: 2, grain: 1 },
    ...[0.1, 0.27, 0.5, 0.8, 1].flatMap((period) =>
      [5, 9].map((count) => ({
        name: `a saw-tooth of ${period} windows`,
        count,
        curve: sawTooth(period),
        most: 1,
      })),
    ),
    ...[1, 2].flatMap((many) =>
      [5, 9].map((count) => ({ name: `${many} step(s)`, count, curve: steps(many), most: 1 })),
    ),
    ...[0.05, 0.1, 0.2, 0.3, 0.5].flatMap((tau) =>
      [0, 0.005, 0.02, 0.05].flatMap((noise) =>
        [5, 9].map((count) => ({
          name: `a cache that fills in ${tau} windows (noise ${noise})`,
          count,
          curve: fill(tau, noise),
          most: 2,
        })),
      ),
    ),
    ...[0.72, 1, 1.5, 2].flatMap((tau) =>
      [5, 9].map((count) => ({
        name: `a cache that fills in ${tau} windows (almost no noise)`,
        count,
        curve: fill(tau, 0.002),
        most: 2,
      })),
    ),
    // The halves rule allows one in ten at exactly half the speed.
    { name: 'growth at half speed (noise 0.05)', count: 5, curve: fill(0.72, 0.05), most: 11 },
    { name: 'growth at half speed (noise 0.05)', count: 9, curve: fill(0.72, 0.05), most: 11 },
    // A long fill: what the window cannot tell from a line, the process's life must (`recent-growth.ts`).
    { name: 'a cache that fills in 2 windows (noise 0.01)', count: 9, curve: fill(2, 0.01), most: 15 },
    { name: 'a cache that fills in 2 windows (noise 0.01)', count: 5, curve: fill(2, 0.01), most: 55 },
  ])('$name and $count captures is growing in at most $most %', ({ count, curve, most, ...rest }) => {
    expect(growingShare(count, curve, 'grain' in rest ? rest.grain : 0)).toBeLessThanOrEqual(most);
  });
});
