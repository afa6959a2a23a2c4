import { describe, expect, test } from 'vitest';
import { isSameProcess, markOf, remembers } from '../../src/leak/same-process.ts';
import type { MemStats } from '../../src/profile/heap-text.ts';
import { memStatsOf } from './synthetic-replica.ts';

/** A process that has collected this often, each collection at its own nanosecond, five of them forced by a check. */
function processOf(changes: Partial<MemStats> & { readonly numGC: number }, startedAt = 1_000): MemStats {
  const { numGC } = changes;
  const endOf = (collection: number) => `17954160${startedAt}${String(collection).padStart(8, '0')}`;
  const pauseEndsNs = Array.from({ length: 256 }, (_, slot) => {
    const newest = numGC - ((((numGC - 1 - slot) % 256) + 256) % 256);
    return newest < 1 ? '0' : endOf(newest);
  });
  return memStatsOf({
    totalAlloc: numGC * 4e6,
    mallocs: numGC * 1e4,
    frees: numGC * 9e3,
    numForcedGC: 5,
    maxRss: 100e6,
    pauseEndsNs,
    ...changes,
  });
}

const then = processOf({ numGC: 100 });
const now = processOf({ numGC: 400, numForcedGC: 6, maxRss: 120e6 });

describe('an earlier check saw the same process', () => {
  test('where every counter that only rises has risen', () => {
    expect(isSameProcess(markOf(then), markOf(now))).toBe(true);
  });

  test.each([
    { name: 'less allocated', later: { totalAlloc: 399e6 } },
    { name: 'fewer allocations', later: { mallocs: 999_999 } },
    { name: 'fewer objects freed', later: { frees: 899_999 } },
    { name: 'a lower peak of its memory', later: { maxRss: 99e6 } },
    // A busy process that began after the earlier check: above it in every counter but those of that check.
    { name: 'no more forced collections than that check left', later: { numForcedGC: 5 } },
  ])('not with $name', ({ later }) => {
    expect(isSameProcess(markOf(then), markOf({ ...now, ...later }))).toBe(false);
  });

  test('where a platform reports no peak, that does not count', () => {
    expect(isSameProcess(markOf(then), markOf({ ...now, maxRss: undefined }))).toBe(true);
    expect(isSameProcess(markOf({ ...then, maxRss: undefined }), markOf(now))).toBe(true);
  });
});

describe('a process remembers', () => {
  test.each([
    { name: 'the collection itself', collections: 0, knows: true },
    { name: 'one ago', collections: 1, knows: true },
    { name: '255 ago', collections: 255, knows: true },
    { name: '256 ago: it cannot', collections: 256, knows: undefined },
  ])('when a collection ended: $name', ({ collections, knows }) => {
    const later = processOf({ numGC: 100 + collections });
    expect(remembers(later, markOf(then))).toBe(knows);
  });

  test('no collection of another process, however alike its counters are', () => {
    expect(remembers(processOf({ numGC: 300 }, 2_000), markOf(then))).toBe(false);
  });

  test('nothing of a process that has never collected', () => {
    expect(remembers(now, markOf(processOf({ numGC: 0 })))).toBeUndefined();
  });
});
