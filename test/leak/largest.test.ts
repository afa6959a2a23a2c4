import { expect, test } from 'vitest';
import { largest } from '../../src/leak/largest.ts';

test.each([
  ['more than there are', [1, 3, 2], 9, [1, 2, 0]],
  ['a few', [5, -1, 9, 7, 0], 2, [2, 3]],
  ['some of equal ones', [4, 4, 4, 1], 2, [0, 1]],
  ['none', [1, 2], 0, []],
  ['of nothing', [], 3, []],
])('finds the places of %s, largest first', (_, values, limit, expected) => {
  expect(largest(Float64Array.from(values), limit)).toEqual(expected);
});
