import { expect, test } from 'vitest';
import { mergeProfiles, subtractProfiles } from '../../src/profile/merge-profiles.ts';
import { samplesOf } from '../../src/profile/sample.ts';
import { goroutineProfile, heapProfile, sample, shown } from './sample-profile.ts';

const one = goroutineProfile([sample('a', [1]), sample('b', [2])], { timeNanos: 300, durationNanos: 5 });
const two = goroutineProfile([sample('b', [5]), sample('c', [7])], { timeNanos: 200, durationNanos: 9 });

test('merges replicas: equal stacks summed, the earliest time, the longest duration', () => {
  expect(shown(mergeProfiles(one, two))).toEqual(
    shown(
      goroutineProfile([sample('a', [1]), sample('b', [7]), sample('c', [7])], {
        timeNanos: 200,
        durationNanos: 9,
      }),
    ),
  );
});

test.each([
  ['other sample types', heapProfile([], { period: 1 }), 'different sample types'],
  ['another rate', goroutineProfile([], { period: 9 }), 'different rates'],
])('refuses profiles with %s', (_, other, says) => {
  expect(() => mergeProfiles(one, other)).toThrow(says);
});

test('sums rows of one stack and object size, and keeps other sizes and lines apart', () => {
  const rows = [
    sample('a:1 b:2', [1, 64, 0, 0], 64),
    sample('a:1 b:2', [1, 128, 0, 0], 128),
    sample('a:1 b:2', [2, 128, 0, 0], 64),
    sample('a:9 b:2', [1, 64, 0, 0], 64),
    sample('a:1 b:2', [5, 5, 0, 0]),
  ];
  expect(samplesOf(mergeProfiles(heapProfile(rows)))).toEqual([
    sample('a:1 b:2', [3, 192, 0, 0], 64),
    sample('a:1 b:2', [1, 128, 0, 0], 128),
    sample('a:9 b:2', [1, 64, 0, 0], 64),
    sample('a:1 b:2', [5, 5, 0, 0]),
  ]);
});

test('refuses a sum that would lose digits', () => {
  const large = goroutineProfile([sample('a', [Number.MAX_SAFE_INTEGER])]);
  expect(() => mergeProfiles(large, large)).toThrow('beyond 2^53');
});

test('subtracts base from head, leaving out what did not change', () => {
  const head = goroutineProfile([sample('a', [1]), sample('b', [9])], { timeNanos: 900 });
  const base = goroutineProfile([sample('a', [1]), sample('b', [2]), sample('c', [4])], { timeNanos: 300 });
  expect(shown(subtractProfiles(head, base))).toEqual(
    shown(goroutineProfile([sample('b', [7]), sample('c', [-4])], { timeNanos: 900 })),
  );
});

test('refuses to subtract profiles that have nothing in common', () => {
  expect(() => subtractProfiles(goroutineProfile([]), heapProfile([]))).toThrow('different sample types');
});
