import { expect, test } from 'vitest';
import { diffSamples } from '../../src/profile/diff.ts';
import { fixtureProfile } from './fixture.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

const stack = (text: string) => sample(text, []).stack;

test('says base, head and growth of each stack, object sizes summed, fastest growing first', () => {
  const base = goroutineProfile([sample('gone', [4]), sample('same', [7]), sample('grows', [1])]);
  const head = goroutineProfile([
    sample('same', [7]),
    sample('grows', [5], 8),
    sample('grows', [6], 16),
    sample('new', [2]),
  ]);
  expect(diffSamples(base, head, 'goroutine')).toEqual([
    { stack: stack('grows'), base: 1, head: 11, growth: 10 },
    { stack: stack('new'), base: 0, head: 2, growth: 2 },
    { stack: stack('same'), base: 7, head: 7, growth: 0 },
    { stack: stack('gone'), base: 4, head: 0, growth: -4 },
  ]);
});

test('leaves out stacks that are 0 at both ends', () => {
  const profile = goroutineProfile([sample('freed', [0])]);
  expect(diffSamples(profile, profile, 'goroutine')).toEqual([]);
});

test('finds the five stacks that a real process parked its goroutines in', () => {
  const rows = diffSamples(fixtureProfile('goroutine-base'), fixtureProfile('goroutine-head'), 'goroutine');
  const grown = rows.filter(({ growth }) => growth > 1);
  expect(grown.map(({ base, head, growth }) => [base, head, growth])).toEqual(new Array(5).fill([8, 24, 16]));
  expect(grown.every((row) => row.stack.some((frame) => frame.function === 'main.nested'))).toBe(true);
});

test.each([
  ['another sample type', heapProfile([]), 'no goroutine'],
  [
    'another unit',
    goroutineProfile([], { sampleTypes: [{ type: 'goroutine', unit: 'bytes' }] }),
    'different units',
  ],
  ['another period', goroutineProfile([], { period: 2 }), 'different rates'],
])('refuses a head with %s', (_, head, says) => {
  expect(() => diffSamples(goroutineProfile([]), head, 'goroutine')).toThrow(says);
});
