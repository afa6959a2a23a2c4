import { describe, expect, test } from 'vitest';
import { studentQuantile, studentTail } from '../../../src/leak/statistics/student-t.ts';

describe('studentQuantile', () => {
  test.each([
    { tail: 0.025, df: 1, t: 12.7062 },
    { tail: 0.05, df: 2, t: 2.919986 },
    { tail: 0.1, df: 3, t: 1.637744 },
    { tail: 0.05, df: 3, t: 2.353363 },
    { tail: 0.025, df: 3, t: 3.182446 },
    { tail: 0.025, df: 7, t: 2.364624 },
    { tail: 0.005, df: 10, t: 3.169273 },
    { tail: 0.01, df: 30, t: 2.457262 },
    { tail: 0.025, df: 120, t: 1.97993 },
  ])('is $t for a tail of $tail at $df degrees, as the tables print it', ({ tail, df, t }) => {
    expect(studentQuantile(tail, df)).toBeCloseTo(t, 4);
  });

  test.each([1, 2, 3, 7, 30])('undoes the tail at %i degrees', (df) => {
    for (const tail of [0.001, 0.01, 0.1, 0.3, 0.49])
      expect(studentTail(studentQuantile(tail, df), df)).toBeCloseTo(tail, 9);
  });
});

describe('studentTail', () => {
  test.each([-50, -3, -1, -0.2, 0, 0.5, 1, 2, 8, 1e3])(
    'equals the closed forms of 1 and 2 degrees at %d',
    (t) => {
      expect(studentTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 10);
      expect(studentTail(t, 2)).toBeCloseTo(0.5 * (1 - t / Math.sqrt(2 + t * t)), 10);
    },
  );

  test('falls as t rises, and both tails are one', () => {
    for (const df of [1, 3, 7, 40])
      for (let t = 0; t < 10; t += 0.25) {
        expect(studentTail(t + 0.25, df)).toBeLessThan(studentTail(t, df));
        expect(studentTail(t, df) + studentTail(-t, df)).toBeCloseTo(1, 12);
      }
  });

  test('is 0 and 1 at the two ends', () => {
    expect(studentTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentTail(Number.NEGATIVE_INFINITY, 3)).toBe(1);
  });
});
