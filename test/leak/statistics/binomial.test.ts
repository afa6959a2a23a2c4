import { expect, test } from 'vitest';
import { signTest } from '../../../src/leak/statistics/binomial.ts';

test.each([
  { successes: 5, trials: 5, p: 1 / 32 },
  { successes: 10, trials: 10, p: 1 / 1024 },
  { successes: 8, trials: 10, p: 56 / 1024 },
  { successes: 15, trials: 20, p: 0.020694732666 },
  { successes: 60, trials: 100, p: 0.02844396682 },
  { successes: 1, trials: 1, p: 0.5 },
  { successes: 0, trials: 10, p: 1 },
  { successes: 0, trials: 0, p: 1 },
])('$successes heads of $trials tosses or more happen with chance $p', ({ successes, trials, p }) => {
  expect(signTest(successes, trials)).toBeCloseTo(p, 10);
});

test('equals the sum of the binomial terms for every count of up to 60 tosses', () => {
  for (const trials of [1, 2, 7, 20, 41, 60]) {
    const terms = binomialTerms(trials);
    for (let successes = 0; successes <= trials; successes++) {
      const sum = terms.slice(successes).reduce((total, term) => total + term, 0);
      expect(signTest(successes, trials)).toBeCloseTo(sum, 11);
    }
  }
});

test('keeps its relative accuracy far out in the tail and for many tosses', () => {
  expect(signTest(50, 50) * 2 ** 50).toBeCloseTo(1, 6);
  expect(signTest(5_000, 10_000)).toBeCloseTo(0.50399, 4);
});

function binomialTerms(trials: number): number[] {
  const terms = [0.5 ** trials];
  for (let k = 1; k <= trials; k++) terms.push(((terms[k - 1] ?? 0) * (trials - k + 1)) / k);
  return terms;
}
