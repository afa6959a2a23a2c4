import { describe, expect, test } from 'vitest';
import type { PointCapture, ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import type { Goroutine } from '../../src/profile/goroutine-text.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { syntheticReplica } from './synthetic-replica.ts';

const waiting = 'runtime.gopark runtime.chanrecv main.(*pool).wait main.main';

/** A replica with this many goroutines in one receive at each capture, listed at base and head with these ids. */
function replica(
  counts: readonly number[],
  ids?: { readonly base: readonly number[]; readonly head: readonly number[] },
): ReplicaCaptures {
  const count = (share: number) => counts[Math.round(share * (counts.length - 1))] ?? 0;
  const made = syntheticReplica(seededNumbers(1), {
    goroutines: { [waiting]: count },
    captures: counts.length,
  });
  const listed = (point: number) =>
    point === 0 ? ids?.base : point === counts.length - 1 ? ids?.head : undefined;
  const captures = made.captures.map((capture, point): PointCapture => {
    const goroutines = listed(point)?.map(goroutine);
    if (goroutines === undefined) return capture;
    return { ...capture, extras: { heapRecords: [], symbols: new Map(), leaked: undefined, goroutines } };
  });
  return { ...made, captures };
}

function goroutine(id: number): Goroutine {
  const stack = [{ function: 'main.(*pool).wait', file: 'main.go', line: 1 }];
  return {
    id: `g${id}`,
    state: 'chan receive',
    stack,
    createdBy: { function: 'main.serve', file: 'main.go', line: 9 },
  };
}

function verdictOf(one: ReplicaCaptures): string {
  const { findings, verdict } = diagnose({
    windowMs: 20_000,
    plannedCaptures: 5,
    replicas: [one],
    modulePrefixes: [],
    libraries: [],
  });
  return findings.some(({ kind }) => kind === 'goroutine') ? verdict : 'none';
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('goroutines that pile up', () => {
  test.each([
    {
      what: 'a handful that happens to rise',
      counts: [1, 2, 3, 4, 5],
      ids: { base: [1], head: range(10, 15) },
      says: 'none',
    },
    { what: 'a handful from nothing without a list', counts: [0, 1, 2, 3, 4], says: 'none' },
    {
      what: 'many from nothing',
      counts: [0, 10, 20, 30, 40],
      ids: { base: [], head: range(0, 40) },
      says: 'leak',
    },
    {
      what: 'those of base staying',
      counts: [100, 103, 106, 109, 112],
      ids: { base: range(0, 100), head: range(0, 112) },
      says: 'leak',
    },
    {
      what: 'those of base gone',
      counts: [100, 130, 160, 190, 220],
      ids: { base: range(0, 100), head: range(900, 1_120) },
      says: 'none',
    },
    {
      what: 'sessions of which nearly as many end as begin',
      counts: [100, 105, 110, 115, 120],
      ids: { base: range(0, 100), head: range(40, 160) },
      says: 'none',
    },
    { what: 'many without a list', counts: [100, 130, 160, 190, 220], says: 'leak' },
  ])('$what: $says', ({ counts, ids, says }) => {
    expect(verdictOf(replica(counts, ids))).toBe(says);
  });

  test('names who started them, as the list of goroutines says', () => {
    const one = replica([0, 10, 20, 30, 40], { base: [], head: range(0, 40) });
    const { findings } = diagnose({
      windowMs: 20_000,
      plannedCaptures: 5,
      replicas: [one],
      modulePrefixes: [],
      libraries: [],
    });
    expect(findings[0]?.startedBy?.function).toBe('main.serve');
  });
});

describe('what overrules the look of a series', () => {
  const counts = [200, 260, 330, 410, 500];
  const rising = [20_000, 26_000, 33_000, 41_000].map((mallocs) => mallocs * 10);
  /** The work of each interval rises as the goroutines do. */
  const underLoad = (one: ReplicaCaptures): ReplicaCaptures => ({
    ...one,
    captures: one.captures.map((capture, index) => ({
      ...capture,
      memStats: {
        ...capture.memStats,
        mallocs: rising.slice(0, index).reduce((sum, each) => sum + each, 0),
      },
    })),
  });

  test('goroutines that go with the load are no proof, but those that all stay are', () => {
    expect(verdictOf(underLoad(replica(counts)))).toBe('suspect');
    const ids = { base: range(0, 200), head: range(0, 500) };
    expect(verdictOf(underLoad(replica(counts, ids)))).toBe('leak');
  });

  test('goroutines that the runtime has proved to be leaked, once their number grows', () => {
    const uneven = [40, 41, 60, 61, 90];
    const proved = (one: ReplicaCaptures): ReplicaCaptures => ({
      ...one,
      captures: one.captures.map((capture, index) => {
        const leaked = index === 4 ? capture.goroutine : undefined;
        const extras = { heapRecords: [], symbols: new Map(), goroutines: undefined, leaked };
        return { ...capture, extras };
      }),
    });
    expect(verdictOf(replica(uneven))).toBe('suspect');
    expect(verdictOf(proved(replica(uneven)))).toBe('leak');
    expect(verdictOf(proved(replica([90, 90, 90, 90, 90])))).toBe('suspect');
  });
});

describe('connections that nobody’s code waits on', () => {
  const idle =
    'runtime.gopark internal/poll.runtime_pollWait@/go/src/internal/poll/fd.go:1 net/http.(*persistConn).readLoop@/go/src/net/http/transport.go:2';
  const verdict = (callers: number) =>
    diagnose({
      windowMs: 20_000,
      plannedCaptures: 5,
      replicas: [
        syntheticReplica(seededNumbers(3), {
          goroutines: {
            [idle]: (x) => 12 + 40 * x,
            'runtime.gopark runtime.chanrecv main.call': () => callers,
          },
        }),
      ],
      modulePrefixes: [],
      libraries: [],
    }).verdict;

  test('are a pool as long as they are a few for each goroutine that may use them', () => {
    expect(verdict(20)).not.toBe('leak');
  });

  test('leak once they are many more', () => {
    expect(verdict(5)).toBe('leak');
  });
});

test('thousands stuck in one send are as much of a suspect whatever else moves', () => {
  const stuck = 'runtime.gopark runtime.chansend main.push main.handle';
  const others: ((share: number) => number)[] = [() => 10, (share) => (share > 0.5 ? 11 : 10)];
  const confidences = others.map((other) => {
    const goroutines = { [stuck]: () => 5_000, [waiting]: other };
    const { findings } = diagnose({
      windowMs: 20_000,
      plannedCaptures: 5,
      replicas: [syntheticReplica(seededNumbers(1), { goroutines })],
      modulePrefixes: [],
      libraries: [],
    });
    return findings.map(({ verdict, confidence }) => ({ verdict, confidence }));
  });
  expect(confidences[0]).toEqual([{ verdict: 'suspect', confidence: 0.3 }]);
  expect(confidences[1]).toEqual(confidences[0]);
});
