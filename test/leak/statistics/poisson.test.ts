import { describe, expect, test } from 'vitest';
import { poissonInterval95 } from '../../../src/leak/statistics/poisson.ts';

describe('poissonInterval95', () => {
  test.each([
    { count: 0, low: 0, high: 3.6889 },
    { count: 1, low: 0.0253, high: 5.5716 },
    { count: 2, low: 0.2422, high: 7.2247 },
    { count: 3, low: 0.6187, high: 8.7673 },
    { count: 5, low: 1.6235, high: 11.6683 },
    { count: 10, low: 4.7954, high: 18.3904 },
    { count: 20, low: 12.2165, high: 30.8884 },
    { count: 50, low: 37.1109, high: 65.9188 },
  ])('is $low to $high after $count events, as Garwood’s table says', ({ count, low, high }) => {
    const [from, to] = poissonInterval95(count);
    expect(from).toBeCloseTo(low, 3);
    expect(to).toBeCloseTo(high, 3);
  });

  test('approximates many events to a thousandth', () => {
    const [from, to] = poissonInterval95(100);
    expect(from / 81.3639).toBeCloseTo(1, 3);
    expect(to / 121.6273).toBeCloseTo(1, 3);
  });

  test('rises with the count, also where the exact bounds end', () => {
    for (let count = 0; count < 150; count++) {
      const [low, high] = poissonInterval95(count);
      const [nextLow, nextHigh] = poissonInterval95(count + 1);
      expect(low).toBeLessThanOrEqual(count);
      expect(high).toBeGreaterThan(count);
      expect(nextLow).toBeGreaterThan(low);
      expect(nextHigh).toBeGreaterThan(high);
    }
  });
});
