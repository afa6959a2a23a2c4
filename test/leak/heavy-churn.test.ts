import { describe, expect, test } from 'vitest';
import { isHeavyChurn } from '../../src/leak/heavy-churn.ts';
import { memStatsOf } from './synthetic-replica.ts';

const MB = 1e6;

describe('churn is heavy where a collection may leave more than the series bears', () => {
  test.each([
    { name: '130 MB/s over a heap of 36 MB', rate: 130, heapMb: 36, collectionMs: 17, heavy: true },
    { name: '100 MB/s over a heap of 2 MB', rate: 100, heapMb: 2, collectionMs: 10, heavy: true },
    { name: 'a quiet service', rate: 0.1, heapMb: 30, collectionMs: 93, heavy: false },
    { name: 'a service of 5 MB/s', rate: 5, heapMb: 4, collectionMs: 30, heavy: false },
    { name: 'the same where a collection takes long', rate: 5, heapMb: 4, collectionMs: 300, heavy: true },
    { name: '130 MB/s over a heap of 4 GB', rate: 130, heapMb: 4_000, collectionMs: 100, heavy: false },
    { name: '400 MB/s over a heap of 4 GB', rate: 400, heapMb: 4_000, collectionMs: 100, heavy: true },
  ])('$name: $heavy', ({ rate, heapMb, collectionMs, heavy }) => {
    const earlier = memStatsOf({ totalAlloc: 500 * MB });
    const now = memStatsOf({ totalAlloc: (500 + 5 * rate) * MB, heapAlloc: heapMb * MB });
    expect(isHeavyChurn({ earlier, now, elapsedMs: 5_000, collectionMs })).toBe(heavy);
  });

  test.each([
    { name: 'another process answered', totalMb: 400, elapsedMs: 5_000 },
    { name: 'no time has passed', totalMb: 5_000, elapsedMs: 0 },
  ])('and is not known where $name', ({ totalMb, elapsedMs }) => {
    const earlier = memStatsOf({ totalAlloc: 500 * MB });
    const now = memStatsOf({ totalAlloc: totalMb * MB, heapAlloc: MB });
    expect(isHeavyChurn({ earlier, now, elapsedMs, collectionMs: 50 })).toBe(false);
  });
});
