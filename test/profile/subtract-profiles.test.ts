import { expect, test } from 'vitest';
import { subtractProfiles } from '../../src/profile/subtract-profiles.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

test('subtracts base from head, leaving out what did not change', () => {
  const head = goroutineProfile([sample('a', [1]), sample('b', [9])], { timeNanos: 900 });
  const base = goroutineProfile([sample('a', [1]), sample('b', [2]), sample('c', [4])], { timeNanos: 300 });
  expect(subtractProfiles(head, base)).toEqual(
    goroutineProfile([sample('b', [7]), sample('c', [-4])], { timeNanos: 900 }),
  );
});

test('refuses profiles that have nothing in common', () => {
  expect(() => subtractProfiles(goroutineProfile([]), heapProfile([]))).toThrow('different sample types');
});
