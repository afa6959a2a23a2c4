import { expect, test } from 'vitest';
import { flatCum } from '../../src/profile/flat-cum.ts';
import { sample } from './sample-profile.ts';

test('counts a leaf as flat and everything above it as cum', () => {
  expect(flatCum([sample('leaf mid root', [5]), sample('mid root', [3])], 0)).toEqual([
    { function: 'leaf', flat: 5, cum: 5 },
    { function: 'mid', flat: 3, cum: 8 },
    { function: 'root', flat: 0, cum: 8 },
  ]);
});

test('counts recursion once in cum, on whatever lines', () => {
  expect(flatCum([sample('f:1 g f:2 f:3 root', [7])], 0)).toEqual([
    { function: 'f', flat: 7, cum: 7 },
    { function: 'g', flat: 0, cum: 7 },
    { function: 'root', flat: 0, cum: 7 },
  ]);
});

test('takes the column asked for, negative values and empty stacks included', () => {
  expect(flatCum([sample('f', [1, -4]), sample('f', [1, 1]), sample('', [1, 9])], 1)).toEqual([
    { function: 'f', flat: -3, cum: -3 },
  ]);
});
