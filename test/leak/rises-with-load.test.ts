import { describe, expect, test } from 'vitest';
import { risesWithLoad } from '../../src/leak/rises-with-load.ts';

const at = (values: readonly number[]) => values.map((value, index) => ({ atMs: index * 5_000, value }));
/** Work done by each point, from what is done in each interval. */
const doneBy = (rates: readonly number[]) =>
  [0, ...rates].map((_, index) => rates.slice(0, index).reduce((sum, rate) => sum + rate, 0));
const ramp = [1_000, 1_100, 1_200, 1_300];

describe('risesWithLoad', () => {
  test.each([
    {
      what: 'what is in use, under a load that rises by half',
      values: [100, 111, 122, 133, 145],
      rates: ramp,
      is: true,
    },
    { what: 'what grows faster than the load', values: [100, 140, 180, 220, 260], rates: ramp, is: false },
    {
      what: 'a slow leak under a steady load',
      values: [100, 102, 104, 106, 108],
      rates: [1_000, 1_010, 990, 1_000],
      is: false,
    },
    {
      what: 'a slow leak under a load that scatters',
      values: [100, 102, 104, 106, 108],
      rates: [1_000, 1_400, 900, 1_250],
      is: false,
    },
    {
      what: 'a slow leak under a falling load',
      values: [100, 102, 104, 106, 108],
      rates: [1_300, 1_200, 1_100, 1_000],
      is: false,
    },
    { what: 'what was not there at base', values: [0, 10, 20, 30, 40], rates: ramp, is: false },
    { what: 'too few intervals', values: [100, 110, 120], rates: [1_000, 1_100], is: false },
  ])('$what: $is', ({ values, rates, is }) => {
    expect(risesWithLoad(at(values), doneBy(rates))).toBe(is);
  });

  test('says nothing where the work is not known', () => {
    expect(risesWithLoad(at([100, 110, 120, 130, 140]), undefined)).toBe(false);
  });
});
