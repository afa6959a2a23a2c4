import { describe, expect, test } from 'vitest';
import { captureBatches } from '../../src/check/capture-batches.ts';

const planOf = (count: number) => ({
  replicas: Array.from({ length: count }, (_, index) => ({
    name: `web-${index}`,
    url: `http://web-${index}/`,
  })),
});

describe('captureBatches', () => {
  test.each([
    [1, 1],
    [32, 1],
    [33, 2],
    [64, 2],
    [65, 3],
    [500, 16],
  ])('of %i replicas makes %i, none of more than 32, that together are all of them in order', (count, of) => {
    const plan = planOf(count);
    const batches = captureBatches(plan);
    expect(batches.map((batch) => ({ index: batch.index, of: batch.of }))).toEqual(
      Array.from({ length: of }, (_, index) => ({ index, of })),
    );
    expect(batches.flatMap(({ replicas }) => replicas)).toEqual(plan.replicas);
    for (const { firstReplica, replicas } of batches) {
      expect(replicas.length).toBeGreaterThan(0);
      expect(replicas.length).toBeLessThanOrEqual(32);
      expect(replicas[0]).toBe(plan.replicas[firstReplica]);
    }
  });

  test('of no replica makes one, so that its time points are over all the same', () => {
    expect(captureBatches(planOf(0))).toEqual([{ index: 0, of: 1, firstReplica: 0, replicas: [] }]);
  });
});
