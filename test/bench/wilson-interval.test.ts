import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../bench/wilson-interval.ts';

describe('wilsonInterval', () => {
  // From the closed form: (share + z²/2n ± z·√(share·(1 − share)/n + z²/4n²)) ÷ (1 + z²/n).
  test.each([
    { some: 0, all: 10, low: 0, high: 0.2775 },
    { some: 10, all: 10, low: 0.7225, high: 1 },
    { some: 81, all: 263, low: 0.2553, high: 0.3662 },
    { some: 95, all: 100, low: 0.8882, high: 0.9785 },
    { some: 0, all: 0, low: 0, high: 1 },
  ])('of $some in $all is $low to $high', ({ some, all, low, high }) => {
    const interval = wilsonInterval(some, all);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });
});
