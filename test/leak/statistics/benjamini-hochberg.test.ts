import { expect, test } from 'vitest';
import { adjustPValues } from '../../../src/leak/statistics/benjamini-hochberg.ts';
import { seededNumbers } from '../seeded-numbers.ts';

test.each([
  { given: [], adjusted: [] },
  { given: [0.03], adjusted: [0.03] },
  { given: [0.01, 0.02, 0.03, 0.04, 0.05], adjusted: [0.05, 0.05, 0.05, 0.05, 0.05] },
  { given: [0.3, 0.005, 0.1, 0.009, 0.2, 0.05], adjusted: [0.3, 0.027, 0.15, 0.027, 0.24, 0.1] },
  { given: [0.9, 1, 0.8], adjusted: [1, 1, 1] },
  { given: [0, 0.5], adjusted: [0, 0.5] },
])('adjusts $given to $adjusted, in the order given', ({ given, adjusted }) => {
  const answer = adjustPValues(given);
  expect(answer).toHaveLength(adjusted.length);
  answer.forEach((p, index) => void expect(p).toBeCloseTo(adjusted[index] ?? Number.NaN, 12));
});

test('never makes a p-value smaller, never above 1, and keeps their order', () => {
  const numbers = seededNumbers(1);
  for (let round = 0; round < 200; round++) {
    const given = Array.from(
      { length: 1 + Math.floor(numbers.uniform() * 20) },
      () => numbers.uniform() ** 3,
    );
    const adjusted = adjustPValues(given);
    given.forEach((p, index) => {
      expect(adjusted[index]).toBeGreaterThan(p - 1e-12);
      expect(adjusted[index]).toBeLessThanOrEqual(1);
      given.forEach((other, at) => {
        if (other > p) expect(adjusted[at]).toBeGreaterThanOrEqual(adjusted[index] ?? 0);
      });
    });
  }
});

test('finds something among things that are all nothing in at most 5 % of rounds', () => {
  const numbers = seededNumbers(2);
  const rounds = 2_000;
  let alarms = 0;
  for (let round = 0; round < rounds; round++)
    if (adjustPValues(Array.from({ length: 20 }, numbers.uniform)).some((p) => p <= 0.05)) alarms++;
  expect(alarms / rounds).toBeLessThan(0.06);
  expect(alarms).toBeGreaterThan(0);
});
