import { expect, test } from 'vitest';
import { goroutineCount } from '../../src/profile/goroutine-count.ts';
import { fixtureProfile } from './fixture.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

test('adds up the goroutines of all stacks', () => {
  expect(goroutineCount(goroutineProfile([sample('a b', [40]), sample('', [1])]))).toBe(41);
  expect(goroutineCount(goroutineProfile([]))).toBe(0);
});

test('counts what a real process had: 40 parked goroutines, then 80 more', () => {
  const grown =
    goroutineCount(fixtureProfile('goroutine-head')) - goroutineCount(fixtureProfile('goroutine-base'));
  expect(grown).toBe(80);
});

test('counts a leak profile by its own column, and no other profile', () => {
  const leaks = goroutineProfile([sample('a', [3])], {
    sampleTypes: [{ type: 'goroutineleak', unit: 'count' }],
  });
  expect(goroutineCount(leaks, 'goroutineleak')).toBe(3);
  expect(() => goroutineCount(leaks)).toThrow('the profile has no goroutine, it has goroutineleak');
  expect(() => goroutineCount(heapProfile([]))).toThrow('the profile has no goroutine');
});
