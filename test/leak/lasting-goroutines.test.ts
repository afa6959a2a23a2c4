import { describe, expect, test } from 'vitest';
import type { PointCapture, ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { lastingGoroutines } from '../../src/leak/lasting-goroutines.ts';
import type { Goroutine } from '../../src/profile/goroutine-text.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { goroutinesOf, syntheticReplica } from './synthetic-replica.ts';

const waiting = 'runtime.gopark runtime.chanrecv main.(*call).mix main.serve';
const at = (name: string) => ({ function: name, file: 'main.go', line: 1 });
const member = (id: number): Goroutine => ({
  id: `g${id}`,
  state: 'chan receive',
  stack: [at('main.(*call).mix'), at('main.serve')],
  createdBy: at('main.accept'),
});

/** Captures at which these goroutines were listed; a list that is undefined could not be had. */
function replica(lists: readonly (readonly number[] | undefined)[]): ReplicaCaptures {
  const made = syntheticReplica(seededNumbers(4), { captures: lists.length });
  const captures = made.captures.map((capture, point): PointCapture => {
    const ids = lists[point];
    const goroutine = goroutinesOf({ 'main.main': 1, [waiting]: ids?.length ?? 0 });
    if (ids === undefined) return { ...capture, goroutine };
    const extras = { heapRecords: [], symbols: new Map(), leaked: undefined, goroutines: ids.map(member) };
    return { ...capture, goroutine, extras };
  });
  return { ...made, captures };
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
/** Requests in flight at one capture, all of them gone at the next. */
const inFlight = (point: number, count: number) => range(10_000 * (point + 1), count);
const waves = [90, 240, 60, 200, 80];

const underWaves = (kept: number) =>
  replica(waves.map((wave, point) => [...range(0, kept * (point + 6)), ...inFlight(point, wave)]));
const says = (one: ReplicaCaptures) =>
  diagnose({ windowMs: 20_000, plannedCaptures: 5, replicas: [one], modulePrefixes: [], libraries: [] });

describe('lastingGoroutines', () => {
  test('counts from the second capture on those that were there at the one before', () => {
    const lasting = lastingGoroutines(underWaves(10).captures, [])?.get('receive main.(*call).mix');
    expect(lasting?.series.map(({ value }) => value)).toEqual([60, 70, 80, 90]);
    expect(lasting?.identity).toMatchObject({
      atBase: 60,
      survivors: 60,
      born: 30,
      createdBy: at('main.accept'),
    });
  });

  test('knows nothing where one of the lists is missing, or there are too few', () => {
    expect(lastingGoroutines(replica([[1], [1], undefined, [1], [1]]).captures, [])).toBeUndefined();
    expect(lastingGoroutines(replica([[1], [1], [1], [1]]).captures, [])).toBeUndefined();
  });
});

describe('a slow leak under waves of requests in the same function', () => {
  test('is found among those that last', () => {
    const { verdict, findings } = says(underWaves(10));
    expect(verdict).toBe('leak');
    expect(findings[0]).toMatchObject({ culprit: { function: 'main.(*call).mix' }, growth: { amount: 40 } });
    expect(findings[0]?.facts).toContainEqual({ kind: 'lasting', counts: [60, 70, 80, 90] });
  });

  test.each([
    { was: 4_640, verdict: 'leak', recent: false },
    { was: 5_000, verdict: 'suspect', recent: true },
  ])('is a $verdict where an earlier check saw $was of them last', ({ was, verdict, recent }) => {
    const old = replica(
      waves.map((wave, point) => [...range(0, 5_000 + 10 * point), ...inFlight(point, wave)]),
    );
    const check = {
      takenAtMs: 1e12,
      agoMs: 180_000,
      heapAlloc: 1,
      goroutines: 9_000,
      // In a rush: what came and went then says nothing.
      goroutineGroups: new Map([['receive main.(*call).mix', 8_000]]),
      lastingGroups: new Map([['receive main.(*call).mix', was]]),
    };
    const { findings } = says({ ...old, earlier: [check] });
    expect(findings[0]).toMatchObject({ verdict, culprit: { function: 'main.(*call).mix' } });
    expect(findings[0]?.facts).toContainEqual(expect.objectContaining({ kind: 'lasting' }));
    expect(findings[0]?.facts).toContainEqual(expect.objectContaining({ kind: 'past', recent }));
  });

  test('is not there in waves alone', () => {
    expect(says(underWaves(0)).verdict).toBe('healthy');
  });

  test('is not seen in sessions that last for several captures and then end', () => {
    const sessions = range(0, 5).map((point) => range(100 * point, 300));
    expect(says(replica(sessions)).verdict).toBe('healthy');
  });
});
