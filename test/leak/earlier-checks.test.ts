import { describe, expect, test } from 'vitest';
import type { EarlierBase, ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { earlierGrowth } from '../../src/leak/earlier-growth.ts';
import { isJudged, type JudgedReplica, readReplica } from '../../src/leak/judged-replica.ts';
import { seenPast } from '../../src/leak/recent-growth.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { type ServiceWork, syntheticReplica } from './synthetic-replica.ts';

const minute = 60_000;
const hour = 60 * minute;
const windowMs = 20_000;
const baseAtMs = Date.UTC(2026, 10, 23, 12, 12);

const earlier = (agoMs: number, found: Partial<EarlierBase> = {}): EarlierBase => ({
  takenAtMs: baseAtMs - agoMs,
  agoMs,
  heapAlloc: 8e6,
  goroutines: 1,
  goroutineGroups: new Map(),
  ...found,
});

describe('the past that an earlier check saw', () => {
  const at = (agoMs: number, value: number) => ({ takenAtMs: baseAtMs - agoMs, agoMs, value });

  // A window of one minute in which the heap grew by 1 MB to begin with at 100 MB.
  test.each([
    { name: 'as fast as now', agoMs: hour, was: 40e6, share: 1, long: true },
    { name: 'half as fast', agoMs: hour, was: 70e6, share: 0.5, long: true },
    { name: 'not at all', agoMs: hour, was: 100e6, share: 0, long: true },
    { name: 'shrunk', agoMs: hour, was: 130e6, share: -0.5, long: true },
    { name: 'as fast as now, a moment ago', agoMs: 3 * minute, was: 97e6, share: 1, long: false },
  ])('grew $name: $share of what this window would have made', ({ agoMs, was, share, long }) => {
    const past = seenPast([at(agoMs, was)], { atBase: 100e6, growth: 1e6, windowMs: minute });
    expect(past?.share).toBeCloseTo(share, 9);
    expect(past?.long).toBe(long);
  });

  test('is that of the oldest check', () => {
    const series = { atBase: 100e6, growth: 1e6, windowMs: minute };
    expect(seenPast([at(hour, 40e6), at(5 * minute, 100e6)], series)?.since.agoMs).toBe(hour);
  });

  test.each([
    { name: 'no check is remembered', checks: [], growth: 1e6 },
    { name: 'it lies less than two windows back', checks: [at(1.9 * minute, 90e6)], growth: 1e6 },
    { name: 'nothing grows now', checks: [at(hour, 40e6)], growth: 0 },
  ])('is unknown where $name', ({ checks, growth }) => {
    expect(seenPast(checks, { atBase: 100e6, growth, windowMs: minute })).toBeUndefined();
  });
});

const leak = { stack: 'main.(*cache).put main.price', objectBytes: 1_024, kept: 30_000 };
/** Growth of the window is 30.72 MB in 20 s: what an hour at that speed makes. */
const anHour = 180 * 30.72e6;

function replica(work: ServiceWork, checks: readonly EarlierBase[]): ReplicaCaptures {
  return { ...syntheticReplica(seededNumbers(5), work), earlier: checks };
}

function diagnosed(work: ServiceWork, checks: readonly EarlierBase[]) {
  const replicas = [replica(work, checks)];
  return diagnose({ windowMs, plannedCaptures: 5, replicas, modulePrefixes: [], libraries: [] });
}

function judged(work: ServiceWork, checks: readonly EarlierBase[]): JudgedReplica {
  const reading = readReplica(replica(work, checks), { windowMs, modulePrefixes: [] });
  if (!isJudged(reading)) throw new Error('not judged');
  return reading;
}

describe('growth of the window, with earlier checks of the same process', () => {
  const grown = { heap: [{ ...leak, atBase: anHour / 1_024 }] };

  test('is a leak where the process has grown like this since then, and is not called young', () => {
    const young = { ...grown, age: 0.5 };
    expect(diagnosed(young, [])).toMatchObject({ verdict: 'leak', young: true });
    const { verdict, young: isYoung, findings } = diagnosed(young, [earlier(hour)]);
    expect([verdict, isYoung]).toEqual(['leak', false]);
    const past = findings[0]?.facts.find(({ kind }) => kind === 'past');
    expect(past).toMatchObject({ agoMs: hour, recent: false, takenAtMs: baseAtMs - hour });
    expect(past?.kind === 'past' && past.share).toBeCloseTo(1, 1);
  });

  test('is suspect where it was as big an hour ago', () => {
    const { verdict, findings } = diagnosed(grown, [earlier(hour, { heapAlloc: 8e6 + anHour })]);
    expect(verdict).toBe('suspect');
    expect(findings[0]?.facts).toContainEqual(expect.objectContaining({ kind: 'past', recent: true }));
    expect(findings[0]?.facts.map(({ kind }) => kind)).not.toContain('recent');
  });

  test('is a leak though the process allocated much more when it started', () => {
    const old = { ...grown, age: 10_000 };
    expect(diagnosed(old, []).verdict).toBe('suspect');
    expect(diagnosed(old, [earlier(hour)]).verdict).toBe('leak');
  });

  test('stays suspect in an old process whose check lies only a few windows back', () => {
    const old = { ...grown, age: 10_000 };
    const agoMs = 3 * windowMs;
    expect(diagnosed(old, [earlier(agoMs, { heapAlloc: 8e6 + anHour - 3 * 30.72e6 })]).verdict).toBe(
      'suspect',
    );
  });

  const waiting = 'runtime.gopark runtime.chansend runtime.chansend1 main.(*Feed).push main.handle.func1';
  const key = 'send main.(*Feed).push';

  test('of goroutines is judged by those of the same place and wait', () => {
    const work = { goroutines: { [waiting]: (share: number) => 40_000 + 200 * share } };
    const verdictWith = (atCheck: number) =>
      diagnosed(work, [
        earlier(hour, { goroutines: atCheck + 1, goroutineGroups: new Map([[key, atCheck]]) }),
      ]).findings[0]?.verdict;
    expect(verdictWith(4_000)).toBe('leak');
    expect(verdictWith(39_900)).toBe('suspect');
  });
});

describe('growth from check to check that the window does not show', () => {
  const mb = (...values: readonly number[]) =>
    values.map((value, index) => earlier((values.length - index) * hour, { heapAlloc: value * 1e6 }));
  const still: ServiceWork = { scatterBytes: 1e5 };

  test('is told with its checks, from when and from what to what', () => {
    const growth = earlierGrowth(judged(still, mb(2, 4, 6)));
    expect(growth).toMatchObject({ what: 'heap', checks: 3, from: 2e6, oldest: { agoMs: 3 * hour } });
    expect(growth?.to).toBeCloseTo(8e6, -6);
  });

  test.each([
    { name: 'two checks alone say nothing', work: still, checks: mb(4, 6) },
    { name: 'a little more than hours ago says nothing', work: still, checks: mb(7.7, 7.8, 7.9) },
    { name: 'ups and downs say nothing', work: still, checks: mb(2, 7, 3, 6) },
    { name: 'a level that was reached long ago says nothing', work: still, checks: mb(2, 8, 8, 8, 8) },
    { name: 'a window that grows itself needs no such word', work: { heap: [leak] }, checks: mb(2, 4, 6) },
  ])('$name', ({ work, checks }) => {
    expect(earlierGrowth(judged(work, checks))).toBeUndefined();
  });

  test('of goroutines is told too', () => {
    const checks = [3, 2, 1].map((hours) => earlier(hours * hour, { goroutines: 1_000 - 300 * hours }));
    const work = { ...still, goroutines: { 'main.wait main.serve': () => 999 } };
    expect(earlierGrowth(judged(work, checks))).toMatchObject({ what: 'goroutine', from: 100, to: 1_000 });
  });

  test('makes no leak of it', () => {
    expect(diagnosed(still, mb(2, 4, 6)).verdict).toBe('healthy');
  });
});
