import { describe, expect, test } from 'vitest';
import type { PointCapture, ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { processMemory } from '../../src/leak/process-memory.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { syntheticReplica } from './synthetic-replica.ts';

const numbers = seededNumbers(23);
const windowMs = 20_000;
const MiB = 2 ** 20;
const rising = (from: number, to: number) => (share: number) => from + (to - from) * share;
const flat = (value: number) => () => value;

/** Memory in MiB over the share of the window that is over. `go` is what the runtime holds, `released` what it gave back. */
type Memory = {
  readonly rss: (share: number) => number | undefined;
  readonly go: (share: number) => number;
  readonly released?: (share: number) => number;
};

function replicaOf({ rss, go, released = flat(4) }: Memory, captures = 9): ReplicaCaptures {
  const replica = syntheticReplica(numbers, { captures, scatterBytes: 10_000 });
  return {
    ...replica,
    captures: replica.captures.map((capture, index): PointCapture => {
      const share = index / (captures - 1);
      const noise = 30_000 * numbers.normal();
      const resident = rss(share);
      return {
        ...capture,
        memStats: {
          ...capture.memStats,
          sys: Math.round((go(share) + released(share)) * MiB),
          heapReleased: Math.round(released(share) * MiB),
        },
        metrics: {
          rssBytes: resident === undefined ? undefined : Math.round(resident * MiB + noise),
          startTimeSeconds: undefined,
          limitBytes: undefined,
          requests: undefined,
        },
      };
    }),
  };
}

describe('memory outside Go', () => {
  test.each([
    { what: 'grows beside a flat heap', rss: rising(40, 80), go: flat(30), found: true },
    { what: 'grows beside a heap that grows too', rss: rising(40, 120), go: rising(30, 60), found: true },
    { what: 'grows where the heap gives back', rss: rising(40, 70), go: rising(40, 30), found: true },
    { what: 'is not a flat resident set', rss: flat(60), go: flat(30), found: false },
    { what: 'is not the heap of a leak', rss: rising(40, 80), go: rising(30, 70), found: false },
    {
      what: 'is not a heap that grows towards its goal without a leak',
      rss: (share: number) => 40 + 30 * share,
      go: (share: number) => 36 + 28 * share,
      found: false,
    },
    {
      what: 'is not what was given back and is still there (MADV_FREE)',
      rss: flat(100),
      go: rising(95, 40),
      released: rising(5, 60),
      found: false,
    },
    {
      what: 'is not a fragmented heap whose freed pages are still there (MADV_FREE)',
      rss: rising(60, 100),
      go: flat(50),
      released: rising(10, 50),
      found: false,
    },
    {
      what: 'is not memory of Go that is touched for the first time',
      rss: rising(100, 400),
      go: flat(1_000),
      found: false,
    },
    {
      what: 'is not a cache of C that fills up',
      rss: (x: number) => 40 + 40 * (1 - Math.exp(-4 * x)),
      go: flat(30),
      found: false,
    },
    { what: 'is not one step', rss: (x: number) => (x < 0.5 ? 40 : 60), go: flat(30), found: false },
    {
      what: 'is not a batch that comes and goes',
      rss: (x: number) => 40 + 20 * ((4 * x) % 1),
      go: flat(30),
      found: false,
    },
    { what: 'is not a program read in from its file', rss: rising(40, 46), go: flat(30), found: false },
    { what: 'is not three parts in a hundred', rss: rising(1_000, 1_030), go: flat(30), found: false },
  ])('$what: $found', ({ rss, go, released, found }) => {
    for (const captures of [5, 9]) {
      const replica = replicaOf({ rss, go, ...(released === undefined ? {} : { released }) }, captures);
      expect(processMemory(replica.captures)?.outside !== undefined).toBe(found);
      const { verdict, replicas, findings } = diagnose({
        windowMs,
        plannedCaptures: captures,
        replicas: [replica],
        modulePrefixes: [],
        libraries: [],
      });
      expect({ verdict, findings }).toEqual({ verdict: found ? 'suspect' : 'healthy', findings: [] });
      expect(replicas[0]?.reason.kind).toBe(found ? 'outside-go' : 'healthy');
    }
  });

  test('is told from captures that have metrics, where most do', () => {
    const rss = (share: number) => (share === 0.25 ? undefined : 40 + 40 * share);
    expect(processMemory(replicaOf({ rss, go: flat(30) }, 5).captures)?.outside).toBeDefined();
  });

  test('is unknown where too few captures have metrics', () => {
    const rss = (share: number) => (share < 0.5 ? undefined : 40 + 40 * share);
    expect(processMemory(replicaOf({ rss, go: flat(30) }, 5).captures)).toBeUndefined();
    expect(processMemory(syntheticReplica(numbers, {}).captures)).toBeUndefined();
  });

  test('leaves a leak of the heap a leak', () => {
    const replica = replicaOf({ rss: rising(40, 120), go: rising(30, 60) });
    const grown = syntheticReplica(numbers, {
      captures: 9,
      heap: [{ stack: 'main.(*cache).put main.price', objectBytes: 1_024, kept: 30_000 }],
    });
    const leaking = {
      ...grown,
      captures: grown.captures.map((capture, index) => {
        const { metrics, memStats } = replica.captures[index] ?? capture;
        const { sys, heapReleased } = memStats;
        return {
          ...capture,
          ...(metrics && { metrics }),
          memStats: { ...capture.memStats, sys, heapReleased },
        };
      }),
    };
    const { verdict, replicas } = diagnose({
      windowMs,
      plannedCaptures: 9,
      replicas: [leaking],
      modulePrefixes: [],
      libraries: [],
    });
    expect(verdict).toBe('leak');
    expect(replicas[0]?.judged?.memory?.outside).toBeDefined();
  });

  test('asks for no longer window, which would not show whose it is', () => {
    const { proposedWindowMs, confidence } = diagnose({
      windowMs,
      plannedCaptures: 9,
      replicas: [replicaOf({ rss: rising(40, 80), go: flat(30) })],
      modulePrefixes: [],
      libraries: [],
    });
    expect(proposedWindowMs).toBeUndefined();
    expect(confidence).toBeGreaterThan(0.5);
  });
});
