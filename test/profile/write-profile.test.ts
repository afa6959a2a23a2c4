import { describe, expect, test } from 'vitest';
import { mergeProfiles, subtractProfiles } from '../../src/profile/merge-profiles.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { writeProfile } from '../../src/profile/write-profile.ts';
import { fixtureProfile } from './fixture.ts';
import { goroutineProfile, heapProfile, sample, shown } from './sample-profile.ts';

describe('what writeProfile writes, readProfile reads back unchanged:', () => {
  test.each(['heap-base', 'heap-head', 'allocs-head', 'goroutine-head'])('%s as Go recorded it', (name) => {
    const profile = fixtureProfile(name);
    expect(shown(readProfile(writeProfile(profile)))).toEqual(shown(profile));
  });

  test.each([
    ['a merge', mergeProfiles(fixtureProfile('heap-base'), fixtureProfile('heap-head'))],
    ['a difference', subtractProfiles(fixtureProfile('heap-base'), fixtureProfile('heap-head'))],
    ['no samples', heapProfile([])],
    ['an empty stack', goroutineProfile([sample('', [1])])],
    [
      'zeros and extremes',
      heapProfile([sample('f:0 g', [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER], 2 ** 40)]),
    ],
    ['a default sample type', heapProfile([], { defaultSampleType: 'inuse_space' })],
    ['no period type', heapProfile([], { periodType: undefined, period: 0, timeNanos: 0 })],
    [
      'more names than one byte numbers',
      goroutineProfile(Array.from({ length: 300 }, (_, at) => sample(`f${at} root:${at}`, [at]))),
    ],
  ])('%s', (_, profile) => {
    expect(shown(readProfile(writeProfile(profile)))).toEqual(shown(profile));
  });
});

test.each([
  ['a fraction', heapProfile([sample('f', [1, 2, 0.5, 3])]), 'sample[0].value[2]'],
  ['a value beyond 2^53', heapProfile([sample('f', [1, 2, 3, 2 ** 53])]), 'sample[0].value[3]'],
  ['no time', heapProfile([], { timeNanos: Number.NaN }), 'time_nanos'],
])('writeProfile refuses %s', (_, profile, says) => {
  expect(() => writeProfile(profile)).toThrow(says);
});
