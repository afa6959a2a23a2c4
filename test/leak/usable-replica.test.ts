import { describe, expect, test } from 'vitest';
import type { PointCapture, ReplicaCaptures } from '../../src/leak/captures.ts';
import { idleness } from '../../src/leak/idleness.ts';
import { isJudged, readReplica } from '../../src/leak/judged-replica.ts';
import { processChange } from '../../src/leak/process-change.ts';
import { isRecent, isYoung, pastShare } from '../../src/leak/recent-growth.ts';
import { whyUnusable } from '../../src/leak/usable-replica.ts';
import { goroutinesOf, heapOf, memStatsOf } from './synthetic-replica.ts';

const windowMs = 20_000;

/** Captures from their counters: `totalAlloc` in megabytes, `mallocs` ten for each kilobyte. */
function captures(
  megabytes: readonly number[],
  goroutines: Readonly<Record<string, number>> = { 'main.main': 1 },
) {
  return megabytes.map(
    (mb, point): PointCapture => ({
      point,
      atMs: point * 5_000,
      memStats: memStatsOf({
        totalAlloc: mb * 1e6,
        mallocs: mb * 1e4,
        frees: mb * 9e3,
        numGC: mb,
        heapAlloc: 5e6,
      }),
      heap: heapOf([]),
      collections: 1,
      extras: undefined,
      goroutine: goroutinesOf(goroutines),
    }),
  );
}

const replica = (given: readonly PointCapture[]): ReplicaCaptures => ({
  target: 'a',
  captures: given,
  failures: [],
});

describe('a replica cannot be judged', () => {
  test.each([
    { name: 'without any capture', given: captures([]), kind: 'unreachable' },
    { name: 'by three captures', given: captures([10, 20, 30]), kind: 'too-few' },
    {
      name: 'by the first half of the window',
      given: captures([10, 20, 30, 40]).map((c) => ({ ...c, atMs: c.atMs / 2 })),
      kind: 'half-window',
    },
    { name: 'across a restart', given: captures([10, 20, 1, 2, 3]), kind: 'restarted' },
    { name: 'when a balancer answers', given: captures([10, 100, 20, 110, 30]), kind: 'several-processes' },
  ])('$name: $kind', ({ given, kind }) => {
    expect(whyUnusable(replica(given), windowMs)?.kind).toBe(kind);
  });

  test('but can when one light capture is missing', () => {
    expect(
      whyUnusable(replica(captures([10, 20, 30, 40, 50]).filter(({ point }) => point !== 2)), windowMs),
    ).toBeUndefined();
  });
});

describe('a change of process', () => {
  test.each([
    { megabytes: [1, 2, 3, 4, 5], change: undefined },
    { megabytes: [5, 5, 5, 5, 5], change: undefined },
    { megabytes: [100, 110, 3, 13, 23], change: { kind: 'restarted', point: 2 } },
    { megabytes: [100, 110, 120, 130, 2], change: { kind: 'restarted', point: 4 } },
    { megabytes: [100, 3, 110, 13, 120], change: { kind: 'several-processes', point: 1 } },
    { megabytes: [100, 110, 3, 13, 140], change: { kind: 'several-processes', point: 2 } },
    { megabytes: [3, 100, 13, 110, 120], change: { kind: 'several-processes', point: 2 } },
  ])('$megabytes: $change', ({ megabytes, change }) => {
    expect(processChange(captures(megabytes))).toEqual(change);
  });

  test('is seen in any counter that only rises', () => {
    for (const counter of ['totalAlloc', 'mallocs', 'frees', 'numGC'] as const) {
      const given = captures([10, 20, 30, 40, 50]).map((capture, index) =>
        index < 3 ? capture : { ...capture, memStats: { ...capture.memStats, [counter]: 1 } },
      );
      expect(processChange(given)?.point).toBe(3);
    }
  });
});

describe('the start of a process in its metrics', () => {
  const started = (seconds: readonly (number | undefined)[], megabytes = [10, 20, 30, 40, 50]) =>
    captures(megabytes).map((capture, index) => ({
      ...capture,
      metrics: {
        rssBytes: undefined,
        startTimeSeconds: seconds[index],
        limitBytes: undefined,
        requests: undefined,
      },
    }));

  test.each([
    { what: 'the same', seconds: [1e9, 1e9, 1e9, 1e9, 1e9], change: undefined },
    { what: 'moved by a clock that was set', seconds: [1e9, 1e9 + 1, 1e9, 1e9, 1e9 + 1], change: undefined },
    { what: 'later', seconds: [1e9, 1e9, 2e9, 2e9, 2e9], change: { kind: 'restarted', point: 2 } },
    { what: 'later twice', seconds: [1e9, 2e9, 2e9, 3e9, 3e9], change: { kind: 'restarted', point: 1 } },
    {
      what: 'later, at a capture whose metrics were missing',
      seconds: [1e9, undefined, 2e9, 2e9, 2e9],
      change: { kind: 'restarted', point: 2 },
    },
    {
      what: 'now this, now that',
      seconds: [1e9, 2e9, 1e9, 1e9, 2e9],
      change: { kind: 'several-processes', point: 1 },
    },
    { what: 'earlier', seconds: [2e9, 2e9, 1e9, 1e9, 1e9], change: { kind: 'several-processes', point: 2 } },
    { what: 'unknown', seconds: [], change: undefined },
  ])('is $what: $change', ({ seconds, change }) => {
    expect(processChange(started(seconds))).toEqual(change);
  });

  test('tells a process that restarted again and again from a balancer', () => {
    expect(processChange(started([1e9, 2e9, 2e9, 3e9, 3e9], [100, 3, 13, 2, 12]))?.kind).toBe('restarted');
  });
});

describe('idle is', () => {
  const stack = Array.from({ length: 28 }, (_, depth) => `main.f${depth}`).join(' ');
  const rows = Array.from({ length: 54 }, (_, line) => ({
    stack: `main.g${line} ${stack}`,
    objectBytes: 64,
    live: 1,
    allocated: 1,
  }));
  const service = (mallocs: number, goroutines: number) =>
    [0, 1, 2, 3, 4].map(
      (point): PointCapture => ({
        point,
        atMs: point * 5_000,
        memStats: memStatsOf({ mallocs: 1e6 + point * mallocs }),
        heap: heapOf(rows),
        collections: 1,
        extras: undefined,
        goroutine: goroutinesOf({ [`runtime.gopark ${stack}`]: goroutines }),
      }),
    );

  // Measured on idle services, a capture: 1,452 without any work, 9,982 with 107 rows, 84,960 with 2,000 goroutines.
  test.each([
    {
      name: 'a bare process that only writes profiles',
      given: captures([1, 1.145, 1.29, 1.435, 1.58]),
      idle: true,
    },
    { name: 'one with many stacks', given: service(9_982, 60), idle: true },
    { name: 'one with 2,000 parked goroutines', given: service(84_960, 2_000), idle: true },
    { name: 'not one that serves beside', given: service(30_000, 60), idle: false },
    { name: 'not one that serves a little', given: captures([1, 2, 3, 4, 5]), idle: false },
  ])('$name', ({ given, idle }) => {
    expect(idleness(given)?.kind).toBe(idle ? 'idle' : undefined);
  });

  const counted = (requestsPerCapture: number, mallocs: number) =>
    service(mallocs, 60).map((capture, index) => ({
      ...capture,
      metrics: {
        rssBytes: undefined,
        startTimeSeconds: undefined,
        limitBytes: undefined,
        requests: 1_000 + index * requestsPerCapture,
      },
    }));

  test.each([
    { name: 'a process whose requests are leakcheck’s own', requests: 8, mallocs: 30_000, idle: true },
    { name: 'not one that serves others', requests: 30, mallocs: 30_000, idle: false },
    { name: 'not one that works without requests', requests: 0, mallocs: 300_000, idle: false },
    { name: 'one that only writes profiles, whatever it counts', requests: 500, mallocs: 2_000, idle: true },
  ])('$name, by its requests', ({ requests, mallocs, idle }) => {
    expect(idleness(counted(requests, mallocs))?.kind).toBe(idle ? 'idle' : undefined);
  });

  test('not a process whose goroutines pile up, however little it allocates', () => {
    const given = [10, 20, 30, 40, 50].map((waiting, point) => ({
      ...(captures([1, 1.01, 1.02, 1.03, 1.04], { 'runtime.gopark runtime.chanrecv main.wait': waiting })[
        point
      ] as PointCapture),
    }));
    expect(idleness(given)?.kind).toBe('idle');
    expect(isJudged(readReplica(replica(given), { windowMs, modulePrefixes: [] }))).toBe(true);
  });
});

describe('lifetime against window', () => {
  // A heap that grew by 10 MB while 100 MB were allocated.
  test.each([
    { name: 'has always grown like this', totalMb: 1_000, heapMb: 100, share: 1, recent: false },
    { name: 'and had a base beside it', totalMb: 1_000, heapMb: 140, share: 1.4, recent: false },
    { name: 'is flushed every hour', totalMb: 10_000, heapMb: 20, share: 0.02, recent: true },
    { name: 'began to grow after half its life', totalMb: 1_000, heapMb: 51, share: 0.51, recent: false },
    { name: 'began to grow lately', totalMb: 1_000, heapMb: 30, share: 0.3, recent: true },
    { name: 'is too young to tell', totalMb: 150, heapMb: 1, share: undefined, recent: false },
  ])('a process that $name: $share of what would be there', ({ totalMb, heapMb, share, recent }) => {
    const given = captures([totalMb, totalMb + 50, totalMb + 100]);
    const answer = pastShare(given, { atBase: heapMb * 1e6, growth: 10e6 });
    if (share === undefined) expect(answer).toBeUndefined();
    else expect(answer).toBeCloseTo(share, 6);
    expect(isRecent(answer)).toBe(recent);
  });

  test('what does not grow, or allocates nothing, has no past to compare with', () => {
    expect(pastShare(captures([1_000, 1_100]), { atBase: 1, growth: 0 })).toBeUndefined();
    expect(pastShare(captures([1_000, 1_000]), { atBase: 1, growth: 5 })).toBeUndefined();
    expect(pastShare([], { atBase: 1, growth: 5 })).toBeUndefined();
  });

  test.each([
    { megabytes: [10, 15, 19], young: false },
    { megabytes: [10, 15, 21], young: true },
  ])('$megabytes MB allocated: young is $young', ({ megabytes, young }) => {
    expect(isYoung(captures(megabytes))).toBe(young);
  });
});
