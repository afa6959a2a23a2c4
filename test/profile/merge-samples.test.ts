import { expect, test } from 'vitest';
import { mergeSamples } from '../../src/profile/merge-samples.ts';
import { sample } from './sample-profile.ts';

test('sums samples of one stack and object size, and keeps other sizes and lines apart', () => {
  const merged = mergeSamples([
    sample('a:1 b:2', [1, 64], 64),
    sample('a:1 b:2', [1, 128], 128),
    sample('a:1 b:2', [2, 128], 64),
    sample('a:9 b:2', [1, 64], 64),
    sample('a:1 b:2', [5, 5]),
  ]);
  expect(merged).toEqual([
    sample('a:1 b:2', [3, 192], 64),
    sample('a:1 b:2', [1, 128], 128),
    sample('a:9 b:2', [1, 64], 64),
    sample('a:1 b:2', [5, 5]),
  ]);
});

test('refuses a sum that would lose digits', () => {
  const large = sample('a', [Number.MAX_SAFE_INTEGER]);
  expect(() => mergeSamples([large, large])).toThrow('beyond 2^53');
});
