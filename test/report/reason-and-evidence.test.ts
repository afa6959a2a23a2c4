import { describe, expect, test } from 'vitest';
import type { ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { buildReport, type MeasuredCost } from '../../src/report/build-report.ts';
import { checkCost } from '../../src/report/check-cost.ts';
import { Report } from '../../src/report/report.ts';
import { seededNumbers } from '../leak/seeded-numbers.ts';
import { type ServiceWork, syntheticReplica } from '../leak/synthetic-replica.ts';

const numbers = seededNumbers(11);
const windowMs = 20_000;
const MiB = 2 ** 20;
const waiting = 'runtime.gopark runtime.chansend runtime.chansend1 main.(*Feed).push main.handle.func1';

function reported(works: readonly ServiceWork[], memoryLimitBytes?: number): Report {
  return reportOf(
    works.map((work) => syntheticReplica(numbers, work)),
    memoryLimitBytes,
  );
}

function reportOf(replicas: readonly ReplicaCaptures[], memoryLimitBytes?: number): Report {
  const diagnosis = diagnose({ windowMs, plannedCaptures: 5, replicas, modulePrefixes: [], libraries: [] });
  return Report.parse(
    buildReport(diagnosis, {
      service: 'shop',
      check: 'c-1a2b3c',
      fromMs: Date.UTC(2026, 0, 1),
      windowMs,
      plannedCaptures: 5,
      memoryLimitBytes,
      costs: new Map(replicas.map((replica) => [replica.target, costOf(replica)])),
    }),
  );
}

/** What these captures cost: three requests each beside the forced collections, which stop the process for 0.2 ms. */
function costOf({ captures }: ReplicaCaptures): MeasuredCost {
  const collections = captures.reduce((sum, capture) => sum + capture.collections, 0);
  const requests = 2 * captures.length + collections;
  return { requests, collections, bytes: 4_321, pauseMs: collections * 0.2 };
}

const leakingHeap = { heap: [{ stack: 'main.(*cache).put main.price', objectBytes: 1_024, kept: 30_000 }] };
const leakingGoroutines = { goroutines: { [waiting]: (x: number) => 50 + 200 * x } };

describe('a report of goroutines that leak', () => {
  const report = reported([
    { ...leakingGoroutines, target: 'a' },
    { ...leakingGoroutines, target: 'b' },
    { target: 'c' },
  ]);

  test('says what, how fast, where and on how many replicas in one sentence', () => {
    expect(report.verdict).toBe('leak');
    expect(report.reason).toBe(
      'Goroutines pile up (+1,200 goroutines/min) in main.(*Feed).push on 2 of 3 replicas, in both halves of the window.',
    );
    expect(report.replicas.map(({ verdict }) => verdict)).toEqual(['leak', 'leak', 'healthy']);
  });

  test('gives the evidence in whole sentences, summed over the replicas that show it', () => {
    const [finding] = report.findings;
    expect(finding?.evidence).toContain(
      'Goroutines blocked in a channel send here: 100 at the first capture, 500 at the last.',
    );
    expect(finding?.evidence.join(' ')).toContain(
      'Their number grew in both halves of the window: +1,200 goroutines/min, then +1,200 goroutines/min.',
    );
    expect(finding?.growth).toMatchObject({ count: 400, perMinute: 1_200 });
    expect(finding?.fixes.length).toBeGreaterThan(0);
    for (const sentence of finding?.evidence ?? []) expect(sentence).toMatch(/^[A-Z(\w].*\.$/);
  });

  test('carries series, cost and window', () => {
    expect(report.window).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-01T00:00:20.000Z',
      ms: 20_000,
      captures: 5,
    });
    expect(report.replicas[0]?.series.goroutines).toEqual([51, 101, 151, 201, 251]);
    expect(report.replicas[0]?.cost).toEqual({
      forcedCollections: 5,
      requests: 15,
      pauseMs: 1,
      bytesRead: 4_321,
    });
  });
});

describe('goroutines that are a suspect while the heap is calm', () => {
  const stuck = 'runtime.gopark runtime.chansend main.push main.serve';

  test('that are stuck are called that, by the service and by the replica', () => {
    const report = reported([{ goroutines: { [stuck]: () => 5_000 } }]);
    const said = 'Goroutines are stuck in main.push, but their number does not grow.';
    expect([report.verdict, report.reason, report.replicas[0]?.reason]).toEqual(['suspect', said, said]);
    expect(report.findings[0]?.confidence).toBeGreaterThan(0);
  });

  test('that grow clearly enough for one replica, but not for one of many, say so', () => {
    const wobble = new Map([
      [0.25, 3],
      [0.75, -3],
    ]);
    const wobbling = (share: number) => 100 + 40 * share + (wobble.get(share) ?? 0);
    const names = Array.from({ length: 30 }, (_, index) => `shop-${index}`);
    const [first, ...others] = names.map((target) => ({ target, goroutines: { [stuck]: () => 100 } }));
    const report = reported([{ ...first, goroutines: { [stuck]: wobbling } }, ...others]);
    expect(report.verdict).toBe('suspect');
    expect(report.reason).toContain('but too little to be sure in one of several replicas');
    expect(report.replicas[0]?.reason).toBe(report.reason.replace(/; at this rate.*(?=\.$)/, ''));
    expect(report.findings[0]?.evidence.join(' ')).toContain('too little to be sure in one of several');
  });
});

test('of thirty replicas the one whose heap grows by chance is healthy, and says so', () => {
  const wobbling = [0, 13, 20, 27, 40].map((kB) => 8e6 + kB * 1_000);
  const [first, ...others] = Array.from({ length: 30 }, (_, index) =>
    syntheticReplica(numbers, { target: `shop-${index}` }),
  );
  const captures = (first?.captures ?? []).map((capture, point) => ({
    ...capture,
    memStats: { ...capture.memStats, heapAlloc: wobbling[point] ?? 0 },
  }));
  const report = reportOf([{ target: 'shop-0', failures: [], captures }, ...others]);
  expect(report.replicas[0]).toMatchObject({
    verdict: 'healthy',
    reason: 'It grew no more than one of several replicas does by chance.',
  });
});

describe('the cost of a check', () => {
  const twice = (replica: ReplicaCaptures): ReplicaCaptures => ({
    ...replica,
    captures: replica.captures.map((capture) => ({ ...capture, collections: 2 })),
  });
  const quiet = (target: string) => syntheticReplica(numbers, { target });

  test.each([
    { name: 'one at each capture', replicas: [quiet('a')], collections: 5, says: undefined },
    {
      name: 'two at each capture of the only replica',
      replicas: [twice(quiet('a'))],
      collections: 10,
      says: 'Two collections were forced at each capture and the lower live heap taken,',
    },
    {
      name: 'two at each capture of one of two',
      replicas: [quiet('a'), twice(quiet('b'))],
      collections: 15,
      says: 'Two collections were forced at each capture of 1 of 2 replicas and the lower live heap taken,',
    },
  ])(
    'counts every forced collection and says why there were two: $name',
    ({ replicas, collections, says }) => {
      const cost = checkCost(reportOf(replicas));
      expect(cost).toContain(`${collections} forced garbage collections`);
      expect(cost.includes('Two collections')).toBe(says !== undefined);
      expect(cost).toContain(says ?? '');
    },
  );

  test('is summed over the replicas: requests, bytes, and how long collections stopped them', () => {
    expect(checkCost(reportOf([quiet('a'), twice(quiet('b'))]))).toContain(
      "15 forced garbage collections over 2 replicas, 35 requests, 8.4 KiB served. All collections from the first capture to the last, the service's own included, stopped it for 3.0 ms in all.",
    );
  });

  test('says nothing of pauses that cannot be told, and of how many replicas they can', () => {
    const report = reportOf([quiet('a'), quiet('b')]);
    const [first, second] = report.replicas;
    const { pauseMs: _, ...untold } = first?.cost ?? { forcedCollections: 0, requests: 0, bytesRead: 0 };
    const without = (replicas: readonly (typeof first)[]) =>
      checkCost({ ...report, replicas: replicas.filter((each) => each !== undefined) });
    expect(without([first && { ...first, cost: untold }])).not.toContain('stopped');
    expect(without([first && { ...first, cost: untold }, second])).toContain(
      'All collections of 1 of them from',
    );
  });

  test('of a check that forces no collection says so', () => {
    const { captures, ...replica } = quiet('a');
    const none = captures.map((capture) => ({ ...capture, collections: 0 as const }));
    expect(checkCost(reportOf([{ ...replica, captures: none }]))).toContain('0 forced garbage collections');
  });

  test('counts the second collection of a base that turned out not to need it, and says no more', () => {
    const { captures, ...replica } = quiet('a');
    const base = captures.map((capture, index) =>
      index === 0 ? { ...capture, collections: 2 as const } : capture,
    );
    const cost = checkCost(reportOf([{ ...replica, captures: base }]));
    expect(cost).toContain('6 forced garbage collections');
    expect(cost).not.toContain('Two collections');
  });
});

describe('the time until a memory limit', () => {
  test('follows from twice the live growth and what the process holds now', () => {
    // 64 MB are held; 30.72 MB live more in 20 s is twice 92.2 MB a minute of footprint.
    const report = reported([leakingHeap], 640e6);
    expect(report.limit?.minutesLeft).toBeCloseTo((640e6 - 64e6) / (2 * 3 * 30.72e6), 1);
  });

  test.each([
    { name: 'without a limit', works: [leakingHeap], limit: undefined, expected: undefined },
    {
      name: 'without growth',
      works: [{}],
      limit: 100 * MiB,
      expected: { bytes: 100 * MiB, target: 'shop-1' },
    },
    {
      name: 'past the limit',
      works: [leakingHeap],
      limit: MiB,
      expected: { bytes: MiB, target: 'shop-1', minutesLeft: 0 },
    },
  ])('$name', ({ works, limit, expected }) => {
    expect(reported(works, limit).limit).toEqual(expected);
  });
});

describe('other verdicts', () => {
  test('healthy says the smallest leak that would have shown', () => {
    expect(reported([{ target: 'a' }, { target: 'b' }]).reason).toMatch(
      /^Nothing grows as a leak does; in 20s a leak of [\d.]+ MiB\/min of live heap or of 30 goroutines\/min would have shown\.$/,
    );
  });

  test('healthy names a pool that fills up', () => {
    const full = reported([{ goroutines: { [waiting]: (x: number) => Math.min(400, 800 * x) } }]);
    expect(full.verdict).toBe('healthy');
    expect(full.replicas[0]?.reason).toBe(
      'There is no growth that stands out from the noise. Its goroutines grew more slowly in the second half, as a pool does that fills up.',
    );
  });

  test('suspect names the doubt', () => {
    const recent = reported([{ age: 50, goroutines: { [waiting]: (x: number) => 10 + 400 * x } }]);
    expect(recent.reason).toContain('but the process is too small to have grown like this for long');
    expect(recent.proposedWindowMs).toBeGreaterThan(windowMs);
  });

  test('suspect says how long it would take to be sure, and proposes that', () => {
    const slow = reported([
      { goroutines: { [waiting]: (x: number) => 20 + 30 * x + 9 * (x * 4 === 1 ? 1 : 0) } },
    ]);
    expect(slow.verdict).toBe('suspect');
    const minutes = /; at this rate it needs about (\d+) (seconds|minutes?) to be sure\.$/.exec(slow.reason);
    expect(minutes, slow.reason).not.toBeNull();
    const neededMs = Number(minutes?.[1]) * (minutes?.[2] === 'seconds' ? 1_000 : 60_000);
    expect(slow.proposedWindowMs).toBeGreaterThanOrEqual(0.95 * neededMs);
  });

  test('inconclusive says what happened and nothing of growth', () => {
    const report = reported([]);
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      confidence: 0,
      reason: 'No replica could be judged.',
      findings: [],
    });
    expect(report.growth).toEqual({});
  });

  test('a young process is said where it matters', () => {
    expect(reported([{ age: 0.5, ...leakingGoroutines }]).caveats.join(' ')).toContain(
      'The process is young',
    );
    expect(reported([{ age: 0.5 }]).caveats).toEqual([]);
  });
});
