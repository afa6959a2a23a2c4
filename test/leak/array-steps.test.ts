import { describe, expect, test } from 'vitest';
import { arraySteps } from '../../src/leak/array-steps.ts';

const series = (...values: readonly number[]) =>
  values.map((value, index) => ({ atMs: index * 10_000, value }));

describe('arraySteps', () => {
  test('counts replacements, and says when the next is due at the earliest', () => {
    // Filled between 10 s and 30 s, doubled: the next takes 40 s, of which 10 s are over at the last capture.
    expect(arraySteps(series(4e6, 8e6, 8e6, 16e6, 16e6))).toEqual({
      steps: 2,
      fromBytes: 4e6,
      toBytes: 16e6,
      lastAtMs: 30_000,
      nextAfterMs: 30_000,
    });
  });

  test('of one replacement knows only how long the array had been filling in the window', () => {
    expect(arraySteps(series(8e6, 8e6, 8e6, 10e6, 10e6))).toMatchObject({ steps: 1, nextAfterMs: 27_500 });
  });

  test('a step that is overdue may come at any moment', () => {
    expect(arraySteps(series(4e6, 8e6, 8e6, 8e6, 8e6))?.nextAfterMs).toBe(0);
  });

  test.each([
    { what: 'nothing stepped', values: [8e6, 8e6, 8.1e6, 8.2e6, 8.2e6] },
    { what: 'the bytes fell', values: [8e6, 16e6, 8e6, 16e6, 16e6] },
    { what: 'it began from nothing', values: [0, 4e6, 4e6, 8e6, 8e6] },
    { what: 'there are no captures', values: [] },
  ])('says nothing where $what', ({ values }) => {
    expect(arraySteps(series(...values))).toBeUndefined();
  });
});
