import { describe, expect, test } from 'vitest';
import type { EarlierBase } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import type { Fact, Finding } from '../../src/leak/finding.ts';
import { caveatSentences } from '../../src/report/caveat-sentences.ts';
import { pastSentence } from '../../src/report/past-sentence.ts';
import { utcSecond, utcTime } from '../../src/report/utc-time.ts';
import { seededNumbers } from '../leak/seeded-numbers.ts';
import { syntheticReplica } from '../leak/synthetic-replica.ts';

const hour = 3_600_000;
const MiB = 2 ** 20;
const takenAtMs = Date.UTC(2026, 10, 22, 9, 12, 40);

describe('what an earlier check of the same process says', () => {
  const since = 'Since the check of 2026-11-22 09:12 UTC (about 3 hours before)';

  test.each([
    {
      kind: 'heap',
      fact: { growth: 41 * MiB, share: 1.05 },
      says: `${since} the live heap of pay-1, the same process, had grown by 41 MiB (+233 KiB/min): as fast as in this window.`,
    },
    {
      kind: 'heap',
      fact: { growth: 41 * MiB, share: 0.7 },
      says: `${since} the live heap of pay-1, the same process, had grown by 41 MiB (+233 KiB/min): more slowly than in this window.`,
    },
    {
      kind: 'heap',
      fact: { growth: 41 * MiB, share: 3 },
      says: `${since} the live heap of pay-1, the same process, had grown by 41 MiB (+233 KiB/min): faster than in this window.`,
    },
    {
      kind: 'heap',
      fact: { growth: 2 * MiB, share: 0.1, recent: true },
      says: `${since} the live heap of pay-1, the same process, had grown by 2.0 MiB (+11.4 KiB/min): far slower than in this window, so this growth is recent or periodic.`,
    },
    {
      kind: 'heap',
      fact: { growth: -2 * MiB, share: -0.1, recent: true },
      says: `${since} the live heap of pay-1, the same process, had not grown: this growth is recent or periodic.`,
    },
    {
      kind: 'goroutine',
      fact: { growth: 1_800, share: 1 },
      says: `${since} pay-1, the same process, had got 1,800 more of these goroutines (+10 goroutines/min): as fast as in this window.`,
    },
    {
      kind: 'goroutine',
      fact: { growth: 0, share: 0, recent: true },
      says: `${since} the number of these goroutines in pay-1, the same process, had not grown: this growth is recent or periodic.`,
    },
  ] as const)('$kind $fact', ({ kind, fact, says }) => {
    const past = {
      kind: 'past',
      target: 'pay-1',
      takenAtMs,
      agoMs: 3 * hour,
      recent: false,
      ...fact,
    } as const;
    expect(pastSentence(past satisfies Fact, { kind } as Finding)).toBe(says);
  });

  test('names day and time in UTC, which the thread shows by the reader’s own clock', () => {
    expect(utcTime(takenAtMs)).toBe('2026-11-22 09:12 UTC');
    expect(utcSecond(takenAtMs)).toBe('2026-11-22 09:12:40 UTC');
  });
});

describe('growth from check to check that the window does not show', () => {
  const earlier = [2, 4, 6].map(
    (megabytes, index): EarlierBase => ({
      takenAtMs: takenAtMs + index * hour,
      agoMs: (3 - index) * hour,
      heapAlloc: megabytes * MiB,
      goroutines: 1,
      goroutineGroups: new Map(),
    }),
  );
  const caveats = (targets: readonly string[]) =>
    caveatSentences(
      diagnose({
        windowMs: 20_000,
        plannedCaptures: 5,
        replicas: targets.map((target) => ({
          ...syntheticReplica(seededNumbers(5), { target, scatterBytes: 1e5 }),
          earlier,
        })),
        modulePrefixes: [],
        libraries: [],
      }),
    ).join(' ');

  test('is a caveat that names the replica, the times and what to do', () => {
    expect(caveats(['pay-1'])).toMatch(
      /^This window shows nothing, but from check to check the live heap of pay-1 has grown: 2\.0 MiB at 2026-11-22 09:12 UTC, 7\.\d MiB now, over 3 earlier checks of the same process\. Load differs from hour to hour: check it again when it is busy, or for longer\.$/,
    );
  });

  test('is said once for all replicas', () => {
    expect(caveats(['pay-1', 'pay-2', 'pay-3'])).toContain(
      'the same process (2 other replicas likewise). Load',
    );
  });
});
