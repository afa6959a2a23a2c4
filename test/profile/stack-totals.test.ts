import { expect, test } from 'vitest';
import type { Profile } from '../../src/profile/profile.ts';
import { stackGrowth } from '../../src/profile/stack-totals.ts';
import { fixtureProfile } from './fixture.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

/** Growth by stack, leaf first. */
function growth(base: Profile, head: Profile): Record<string, number> {
  const { stacks, low } = stackGrowth(base, head, 'goroutine');
  const rows = [...low].map((value, stack) => [
    stacks
      .framesOf(stack)
      .map((frame) => frame.function)
      .join(' '),
    value,
  ]);
  return Object.fromEntries(rows.filter(([, value]) => value !== 0));
}

test('says how much each stack grew, object sizes summed, whatever tables the profiles were read into', () => {
  const base = goroutineProfile([sample('gone', [4]), sample('same', [7]), sample('grows', [1])]);
  const head = goroutineProfile([
    sample('same', [7]),
    sample('grows', [5], 8),
    sample('grows', [6], 16),
    sample('new', [2]),
  ]);
  expect(growth(base, head)).toEqual({ grows: 10, new: 2, gone: -4 });
});

test('finds the five stacks that a real process parked its goroutines in', () => {
  const rows = growth(fixtureProfile('goroutine-base'), fixtureProfile('goroutine-head'));
  const grown = Object.entries(rows).filter(([, value]) => value > 1);
  expect(grown.map(([, value]) => value)).toEqual(new Array(5).fill(16));
  expect(grown.every(([stack]) => stack.includes('main.nested'))).toBe(true);
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
  expect(() => stackGrowth(goroutineProfile([]), head, 'goroutine')).toThrow(says);
});
