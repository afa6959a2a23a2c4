import { describe, expect, test } from 'vitest';
import { neededFactor, neededForSamples } from '../../src/leak/needed-factor.ts';
import { type Trend, trendOf } from '../../src/leak/trend.ts';
import { seededNumbers } from './seeded-numbers.ts';

const numbers = seededNumbers(12);
const windowMs = 60_000;

/** A series that grows by one a window, with scatter of this many, over so many windows. */
function trend(scatter: number, captures: number, factor = 1): Trend {
  return trendOf(
    Array.from({ length: captures }, (_, index) => {
      const share = index / (captures - 1);
      return { atMs: share * windowMs * factor, value: 100 + share * factor + scatter * numbers.normal() };
    }),
  );
}

describe('neededFactor', () => {
  test.each([
    { scatter: 0.15, captures: 9 },
    { scatter: 0.25, captures: 9 },
    { scatter: 0.15, captures: 5 },
  ])(
    'of a straight leak under scatter $scatter by $captures captures: a window that long tells nearly always',
    ({ scatter, captures }) => {
      const factors = repeat(400, () => neededFactor(trend(scatter, captures)))
        .filter((factor) => factor !== undefined)
        .sort((a, b) => a - b);
      expect(factors.length).toBeGreaterThan(120);
      const middle = factors[Math.floor(factors.length / 2)] ?? Number.NaN;
      const told = repeat(400, () => trend(scatter, captures, middle)).filter(
        ({ shape }) => shape === 'growing',
      );
      expect(told.length / 400).toBeGreaterThan(0.75);
    },
  );

  test('says nothing of growth that needs no more, of none, and of shapes that time alone does not settle', () => {
    const sure = trend(0.001, 9);
    expect(sure.shape).toBe('growing');
    expect(neededFactor(sure)).toBeUndefined();
    const unsure = { ...sure, shape: 'uneven', slope: 1, slopeError: 0.1 } as const;
    expect(neededFactor(unsure)).toBeCloseTo(2, 6);
    expect(neededFactor({ ...unsure, slope: 0.1 })).toBeUndefined();
    for (const shape of ['plateau', 'step', 'saw-tooth', 'unknown'] as const) {
      expect(neededFactor({ ...unsure, shape })).toBeUndefined();
    }
  });
});

function repeat<T>(times: number, make: () => T): T[] {
  return Array.from({ length: times }, make);
}

test.each([
  { births: 2, factor: 4.6 },
  { births: 9.2, factor: undefined },
  { births: 20, factor: undefined },
  { births: 0, factor: undefined },
])('$births of 9.2 sampled births: $factor times the window', ({ births, factor }) => {
  expect(neededForSamples(births, 9.2)).toEqual(factor === undefined ? undefined : expect.closeTo(factor, 6));
});
