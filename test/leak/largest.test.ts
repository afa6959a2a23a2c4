import { expect, test } from 'vitest';
import { largest } from '../../src/leak/largest.ts';

const by = (value: number) => value;

test.each([
  ['more than there are', [1, 3, 2], 9, [3, 2, 1]],
  ['a few', [5, -1, 9, 7, 0], 2, [9, 7]],
  ['some of equal ones', [4, 4, 4, 1], 2, [4, 4]],
  ['none', [1, 2], 0, []],
  ['of nothing', [], 3, []],
])('takes %s, largest first', (_, items, limit, expected) => {
  expect(largest(items, { by, limit })).toEqual(expected);
});
