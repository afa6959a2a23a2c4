import { expect, test } from 'vitest';
import { flatCum } from '../../src/profile/flat-cum.ts';
import type { Sample } from '../../src/profile/sample.ts';
import { stackGrowth, stackTotals } from '../../src/profile/stack-totals.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

const totalsOf = (...samples: readonly Sample[]) =>
  flatCum(stackTotals(goroutineProfile(samples), 'goroutine'));

test('counts a leaf as flat and everything above it as cum', () => {
  expect(totalsOf(sample('leaf mid root', [5]), sample('mid root', [3]))).toEqual([
    { function: 'leaf', flat: 5, cum: 5 },
    { function: 'mid', flat: 3, cum: 8 },
    { function: 'root', flat: 0, cum: 8 },
  ]);
});

test('counts recursion once in cum, on whatever lines', () => {
  expect(totalsOf(sample('f:1 g f:2 f:3 root', [7]))).toEqual([
    { function: 'f', flat: 7, cum: 7 },
    { function: 'g', flat: 0, cum: 7 },
    { function: 'root', flat: 0, cum: 7 },
  ]);
});

test('takes the column asked for, negative values and empty stacks included', () => {
  const rows = [sample('f', [1, -4, 0, 0]), sample('f', [1, 1, 0, 0]), sample('', [1, 9, 0, 0])];
  expect(flatCum(stackTotals(heapProfile(rows), 'alloc_space'))).toEqual([
    { function: 'f', flat: -3, cum: -3 },
  ]);
});

test('leaves out functions that count nothing', () => {
  expect(totalsOf(sample('gone root', [0]), sample('here', [1]))).toEqual([
    { function: 'here', flat: 1, cum: 1 },
  ]);
});

test('loses no digit of values and sums beyond 2^53', () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(totalsOf(sample('f root', [most]), sample('g root', [most]), sample('f root', [2]))).toEqual([
    { function: 'f', flat: BigInt(most) + 2n, cum: BigInt(most) + 2n },
    { function: 'root', flat: 0, cum: 2n * BigInt(most) + 2n },
    { function: 'g', flat: most, cum: most },
  ]);
});

test('tells a small growth of two totals beyond 2^53 exactly', () => {
  const rows = [sample('f', [Number.MAX_SAFE_INTEGER]), sample('f', [Number.MAX_SAFE_INTEGER])];
  const [base, head] = [goroutineProfile(rows), goroutineProfile([...rows, sample('f', [1])])];
  expect(flatCum(stackGrowth(base, head, 'goroutine'))).toEqual([{ function: 'f', flat: 1, cum: 1 }]);
});
