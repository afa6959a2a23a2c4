import { expect, test } from 'vitest';
import { mergeProfiles } from '../../src/profile/merge-profiles.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

const one = goroutineProfile([sample('a', [1]), sample('b', [2])], { timeNanos: 300, durationNanos: 5 });
const two = goroutineProfile([sample('b', [5]), sample('c', [7])], { timeNanos: 200, durationNanos: 9 });

test('merges replicas: equal stacks summed, the earliest time, the longest duration', () => {
  expect(mergeProfiles(one, two)).toEqual(
    goroutineProfile([sample('a', [1]), sample('b', [7]), sample('c', [7])], {
      timeNanos: 200,
      durationNanos: 9,
    }),
  );
});

test.each([
  ['other sample types', heapProfile([], { period: 1 }), 'different sample types'],
  ['another rate', goroutineProfile([], { period: 9 }), 'different rates'],
])('refuses profiles with %s', (_, other, says) => {
  expect(() => mergeProfiles(one, other)).toThrow(says);
});
