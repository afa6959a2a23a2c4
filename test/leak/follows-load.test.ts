import { describe, expect, test } from 'vitest';
import type { PointCapture } from '../../src/leak/captures.ts';
import { followsLoad } from '../../src/leak/follows-load.ts';
import { workDone } from '../../src/leak/work-done.ts';
import { goroutinesOf, heapOf, memStatsOf } from './synthetic-replica.ts';

/** Captures 5 s apart whose intervals allocate as many objects as given. */
function capturesOf(mallocs: readonly number[]): PointCapture[] {
  let total = 1_000;
  return [0, ...mallocs].map((interval, point) => {
    total += interval;
    return {
      point,
      atMs: point * 5_000,
      memStats: memStatsOf({ mallocs: total }),
      heap: heapOf([]),
      goroutine: goroutinesOf({}),
      collections: 1,
      extras: undefined,
    };
  });
}

const rising = [10_000, 20_000, 30_000, 40_000];
const constant = [25_000, 25_100, 24_900, 25_000];
const falling = [40_000, 30_000, 20_000, 10_000];

describe('followsLoad', () => {
  test.each([
    { what: 'what goes with a rising load', load: rising, values: [50, 100, 200, 300, 400], follows: true },
    {
      what: 'what goes with all the work of a rising load',
      load: rising,
      values: [0, 100, 300, 600, 1_000],
      follows: false,
    },
    {
      what: 'steady growth under constant load',
      load: constant,
      values: [0, 100, 200, 300, 400],
      follows: false,
    },
    { what: 'growth under a falling load', load: falling, values: [0, 400, 700, 900, 1_000], follows: false },
    {
      what: 'what shrinks with a falling load',
      load: falling,
      values: [500, 400, 300, 200, 100],
      follows: true,
    },
  ])('$what: $follows', ({ load, values, follows }) => {
    const captures = capturesOf(load);
    const points = values.map((value, index) => ({ atMs: index * 5_000, value }));
    expect(followsLoad(points, workDone(captures))).toBe(follows);
  });

  test('goes by requests where they are counted, whatever a cold cache allocates', () => {
    const values = [50, 100, 200, 300, 400];
    const points = values.map((value, index) => ({ atMs: index * 5_000, value }));
    const withRequests = (each: readonly number[]) => {
      let requests = 7;
      return capturesOf(constant).map((capture, index) => {
        requests += each[index - 1] ?? 0;
        const metrics = { rssBytes: undefined, startTimeSeconds: undefined, limitBytes: undefined, requests };
        return { ...capture, metrics };
      });
    };
    expect(followsLoad(points, workDone(capturesOf(constant)))).toBe(false);
    expect(followsLoad(points, workDone(withRequests([100, 200, 300, 400])))).toBe(true);
    expect(followsLoad(points, workDone(withRequests([1, 2, 3, 4])))).toBe(false);
  });

  test('does not take the cost of the captures, which rises with the goroutines that they walk, for load', () => {
    const values = [100, 1_100, 2_100, 3_100, 4_100];
    const points = values.map((value, index) => ({ atMs: index * 5_000, value }));
    const stack = Array.from({ length: 8 }, (_, depth) => `main.f${depth}`).join(' ');
    let mallocs = 0;
    const captures = capturesOf(constant).map((capture, index) => {
      mallocs += index === 0 ? 0 : 2_500 + 10 * (values[index - 1] ?? 0);
      const goroutine = goroutinesOf({ [stack]: values[index] ?? 0 });
      return { ...capture, goroutine, memStats: memStatsOf({ mallocs }) };
    });
    expect(workDone(captures)).toBeUndefined();
    expect(followsLoad(points, workDone(captures))).toBe(false);
  });
});
