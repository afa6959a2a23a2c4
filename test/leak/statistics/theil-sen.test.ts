import { expect, test } from 'vitest';
import { median, theilSen } from '../../../src/leak/statistics/theil-sen.ts';
import { seededNumbers } from '../seeded-numbers.ts';

const series = (values: readonly number[]) => values.map((value, index) => ({ atMs: index, value }));

test.each([
  { name: 'a line', values: [1, 3, 5, 7], slope: 2, intercept: 1 },
  { name: 'nothing that moves', values: [4, 4, 4], slope: 0, intercept: 4 },
  { name: 'a line with one spike', values: [0, 1, 2, 300, 4, 5, 6], slope: 1, intercept: 0 },
  {
    name: 'four points whose middle slopes are 1 and 10',
    values: [0, 1, 2, 30],
    slope: 5.5,
    intercept: -2.25,
  },
  { name: 'a single point', values: [7], slope: 0, intercept: 7 },
])('$name has slope $slope and begins at $intercept', ({ values, slope, intercept }) => {
  expect(theilSen(series(values)).slope).toBeCloseTo(slope, 12);
  expect(theilSen(series(values)).intercept).toBeCloseTo(intercept, 12);
});

test('two points at the same time have no slope between them', () => {
  expect(
    theilSen([
      { atMs: 5, value: 1 },
      { atMs: 5, value: 9 },
    ]).slope,
  ).toBe(0);
});

test('moves with the series: shifted, scaled and turned upside down', () => {
  const numbers = seededNumbers(3);
  for (let round = 0; round < 100; round++) {
    const points = series(Array.from({ length: 9 }, () => numbers.normal()));
    const { slope } = theilSen(points);
    expect(theilSen(points.map((p) => ({ ...p, value: p.value + 1e6 }))).slope).toBeCloseTo(slope, 6);
    expect(theilSen(points.map((p) => ({ ...p, value: -3 * p.value }))).slope).toBeCloseTo(-3 * slope, 12);
    expect(theilSen(points.map((p) => ({ ...p, value: p.value + 7 * p.atMs }))).slope).toBeCloseTo(
      slope + 7,
      9,
    );
  }
});

test.each([
  { values: [], middle: 0 },
  { values: [3], middle: 3 },
  { values: [9, 1], middle: 5 },
  { values: [9, 1, 2], middle: 2 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});
