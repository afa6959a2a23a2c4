import { describe, expect, test } from 'vitest';
import type { ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { liveHeapBytes, liveHeapSeries, unseenHeap } from '../../src/leak/live-heap.ts';
import { samplesOf } from '../../src/profile/sample.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { heapOf, type ServiceWork, syntheticReplica } from './synthetic-replica.ts';

const windowMs = 20_000;
const waiting = 'runtime.gopark runtime.chanrecv runtime.chanrecv1 main.wait main.handle.func1';
const cache = { stack: 'main.(*cache).put main.price', objectBytes: 2_048 };
const leaking = [{ ...cache, kept: 30_000 }];

type Change = (replica: ReplicaCaptures) => ReplicaCaptures;
const forced: Change = (replica) => replica;

/** The same captures as a check that may force no collection takes them: the counters hold garbage as well. */
const unforced: Change = (replica) => ({
  ...replica,
  captures: replica.captures.map((capture, index) => ({
    ...capture,
    collections: 0,
    memStats: { ...capture.memStats, heapAlloc: capture.memStats.heapAlloc + 7e6 * ((index * 2) % 3) },
  })),
});

/** As few collections of its own as captures describe this many of. */
const collecting =
  (own: readonly number[]): Change =>
  (replica) => ({
    ...replica,
    captures: replica.captures.map((capture, index) => ({
      ...capture,
      memStats: { ...capture.memStats, numGC: own[index] ?? 0 },
    })),
  });

function diagnosed(change: Change, ...works: readonly ServiceWork[]) {
  const numbers = seededNumbers(3);
  const replicas = works.map((work) => change(syntheticReplica(numbers, work)));
  return diagnose({ windowMs, plannedCaptures: 5, replicas, modulePrefixes: [], libraries: [] });
}

describe('live heap at a capture', () => {
  const [capture] = syntheticReplica(seededNumbers(1), { heap: [] }).captures;
  if (capture === undefined) throw new Error('no capture');
  const heap = heapOf([
    { stack: 'main.a', objectBytes: 2 ** 20, live: 3, allocated: 9 },
    { stack: 'main.b', objectBytes: 2 ** 22, live: 1, allocated: 1 },
  ]);

  test.each([
    { collections: 0, bytes: samplesOf(heap).reduce((sum, { values }) => sum + (values[3] ?? 0), 0) },
    { collections: 1, bytes: capture.memStats.heapAlloc },
    { collections: 2, bytes: capture.memStats.heapAlloc },
  ] as const)('is told after $collections forced collections by what is exact there', (given) => {
    expect(liveHeapBytes({ ...capture, heap, collections: given.collections })).toBe(given.bytes);
  });
});

describe('a heap that no collection was forced for', () => {
  test.each<{ name: string; change: Change; work: ServiceWork; verdict: string; kinds: string[] }>([
    {
      name: 'would have been proved to leak by forced ones',
      change: forced,
      work: { heap: leaking },
      verdict: 'leak',
      kinds: ['heap leak'],
    },
    {
      name: 'grows',
      change: unforced,
      work: { heap: leaking },
      verdict: 'suspect',
      kinds: ['heap suspect'],
    },
    {
      name: 'grows in doublings',
      change: unforced,
      work: {
        age: 5,
        heap: [{ stack: 'main.(*log).append main.handle', objectBytes: 4e6, atBase: 2, kept: 8 }],
      },
      verdict: 'suspect',
      kinds: ['heap suspect'],
    },
    {
      name: 'grows beside goroutines that pile up',
      change: unforced,
      work: { heap: leaking, goroutines: { [waiting]: (x) => 100 + 400 * x } },
      verdict: 'leak',
      kinds: ['goroutine leak', 'heap suspect'],
    },
    {
      name: 'stays, while goroutines pile up',
      change: unforced,
      work: { goroutines: { [waiting]: (x) => 100 + 400 * x } },
      verdict: 'leak',
      kinds: ['goroutine leak'],
    },
    {
      name: 'stays, whatever garbage its counters hold',
      change: unforced,
      work: { heap: [{ ...cache, atBase: 5_000, passing: 90_000 }] },
      verdict: 'healthy',
      kinds: [],
    },
  ])('$name: $verdict', ({ change, work, verdict, kinds }) => {
    const { findings, ...diagnosis } = diagnosed(change, work);
    expect(findings.map((finding) => `${finding.kind} ${finding.verdict}`).sort()).toEqual(kinds);
    expect(diagnosis.verdict).toBe(verdict);
  });

  test('is no surer in the sum of its replicas', () => {
    const faint = { heap: leaking, scatterBytes: 3e6 };
    const { verdict, findings } = diagnosed(unforced, { ...faint, target: 'a' }, { ...faint, target: 'b' });
    expect(verdict).toBe('suspect');
    expect(findings.every((finding) => finding.verdict === 'suspect')).toBe(true);
  });

  test('says so among the evidence, and proposes no window that could not prove it either', () => {
    const { findings, confidence, neededMs, proposedWindowMs } = diagnosed(unforced, { heap: leaking });
    expect(findings[0]?.facts).toContainEqual({ kind: 'uncollected' });
    expect(findings[0]?.facts.map(({ kind }) => kind)).not.toContain('unconfirmed');
    expect(confidence).toBeLessThanOrEqual(0.6);
    expect({ neededMs, proposedWindowMs }).toEqual({ neededMs: undefined, proposedWindowMs: undefined });
  });

  test('is measured by nothing that earlier checks remember exactly', () => {
    const earlier = [
      { takenAtMs: 0, agoMs: 600_000, heapAlloc: 1, goroutines: 1, goroutineGroups: new Map() },
    ];
    const { replicas } = diagnosed((replica) => ({ ...unforced(replica), earlier }), { heap: leaking });
    expect(replicas[0]?.judged?.heap.past).toBeUndefined();
    expect(replicas[0]?.judged?.goroutines.points).not.toEqual([]);
  });
});

describe('a process that hardly collects', () => {
  test.each([
    { own: [7, 8, 9, 10, 11], unseen: undefined },
    { own: [7, 7, 8, 9, 10], unseen: undefined },
    { own: [7, 7, 8, 9, 9], unseen: { kind: 'uncollected', collections: 2 } },
    { own: [7, 7, 7, 7, 7], unseen: { kind: 'uncollected', collections: 0 } },
  ])('in $own is unseen: $unseen', ({ own, unseen }) => {
    const replica = syntheticReplica(seededNumbers(1), {});
    expect(unseenHeap(collecting(own)(unforced(replica)))).toEqual(unseen);
    expect(unseenHeap(collecting(own)(replica))).toBeUndefined();
  });

  /** The end of the collection before the last at each capture, in seconds after the window's begin. */
  const describing =
    (ends: readonly number[]): Change =>
    (replica) => ({
      ...replica,
      captures: replica.captures.map((capture, index) => ({
        ...capture,
        memStats: {
          ...capture.memStats,
          numGC: 7 + index,
          pauseEndsNs: Array.from({ length: 256 }, (_, slot) =>
            slot === 5 + index ? `${1_700_000_000 + (ends[index] ?? 0)}000000000` : '0',
          ),
        },
      })),
    });

  test.each([
    { ends: [-1, 4, 9, 14, 19], unseen: undefined },
    { ends: [-9, -3, 1, 4, 4], unseen: undefined },
    { ends: [-9, -7, -5, -3, 1], unseen: { kind: 'uncollected', collections: 4 } },
  ])('whose captures describe it $ends s after the window began is unseen: $unseen', ({ ends, unseen }) => {
    const replica = describing(ends)(unforced(syntheticReplica(seededNumbers(1), {})));
    expect(unseenHeap(replica)).toEqual(unseen);
    expect(liveHeapSeries(replica.captures).map(({ atMs }) => atMs)).toEqual(
      ends.map((end) => (end - (ends[0] ?? 0)) * 1_000),
    );
  });

  test('is shown at the captures where a collection was forced, whenever others ended', () => {
    const replica = describing([-9, -7, -5, -3, 1])(syntheticReplica(seededNumbers(1), {}));
    expect(liveHeapSeries(replica.captures).map(({ atMs }) => atMs)).toEqual([
      0, 5_000, 10_000, 15_000, 20_000,
    ]);
  });

  const idle: Change = (replica) => collecting([7, 7, 7, 7, 8])(unforced(replica));

  test('is not called healthy', () => {
    const { verdict, replicas, detectable } = diagnosed(idle, {});
    expect(verdict).toBe('inconclusive');
    expect(replicas[0]).toMatchObject({
      judged: undefined,
      reason: { kind: 'unusable', why: { kind: 'uncollected', collections: 1 } },
    });
    expect(detectable).toBeUndefined();
  });

  test('is still called leaking for its goroutines', () => {
    expect(diagnosed(idle, { goroutines: { [waiting]: (x) => 100 + 400 * x } }).verdict).toBe('leak');
  });

  test('leaves a service healthy whose other replicas are', () => {
    const one = (replica: ReplicaCaptures) => (replica.target === 'a' ? idle : unforced)(replica);
    const { verdict, confidence } = diagnosed(one, { target: 'a' }, { target: 'b' });
    expect(verdict).toBe('healthy');
    expect(confidence).toBeCloseTo(0.95 / 2);
  });
});
