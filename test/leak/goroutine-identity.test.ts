import { describe, expect, test } from 'vitest';
import type { PointCapture } from '../../src/leak/captures.ts';
import {
  changesState,
  goroutineIdentities,
  pMoreBegan,
  turnsOver,
} from '../../src/leak/goroutine-identity.ts';
import { waitOf } from '../../src/leak/wait.ts';
import type { Goroutine } from '../../src/profile/goroutine-text.ts';
import { goroutinesOf, heapOf, memStatsOf } from './synthetic-replica.ts';

const at = (name: string) => ({ function: name, file: 'main.go', line: 1 });

function listed(ids: readonly number[], state = 'chan receive'): Goroutine[] {
  return ids.map((id) => ({
    id: `g${id}`,
    state,
    stack: [at('main.worker.func1')],
    createdBy: at('main.start'),
  }));
}

function capture(point: number, goroutines: readonly Goroutine[] | undefined): PointCapture {
  return {
    point,
    atMs: point * 5_000,
    memStats: memStatsOf({}),
    heap: heapOf([]),
    goroutine: goroutinesOf({}),
    collections: 1,
    extras: { heapRecords: [], symbols: new Map(), leaked: undefined, goroutines },
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('goroutineIdentities', () => {
  test('tells those that stay from those that were born, and who started them', () => {
    const identities = goroutineIdentities(
      [capture(0, listed(range(0, 10))), capture(4, listed(range(0, 30)))],
      [],
    );
    expect(identities?.get('receive main.worker')).toEqual({
      atBase: 10,
      survivors: 10,
      born: 20,
      movedIn: 0,
      createdBy: at('main.start'),
    });
  });

  test('knows the callers of a client, parked in a select of its library, by the wait of their stack in a profile', () => {
    const call = [at('net/http.(*persistConn).roundTrip'), at('net/http.Get'), at('main.fetch')];
    const calls = range(0, 10).map((id) => ({
      id: `g${id}`,
      state: 'select',
      stack: call,
      createdBy: undefined,
    }));
    const wait = waitOf([at('runtime.gopark'), at('runtime.selectgo'), ...call]);
    const identities = goroutineIdentities([capture(0, calls), capture(4, calls)], []);
    expect([...(identities ?? [])].map(([key]) => key)).toEqual([`${wait} main.fetch`]);
  });

  test('knows nothing where one of the two lists is missing', () => {
    expect(goroutineIdentities([capture(0, undefined), capture(4, listed([1]))], [])).toBeUndefined();
  });
});

describe('turnsOver', () => {
  test.each([
    { what: 'everybody stays', head: range(0, 30), turns: false },
    { what: 'half stay', head: range(5, 40), turns: false },
    { what: 'nobody stays, though there are more', head: range(100, 140), turns: true },
  ])('$what: $turns', ({ head, turns }) => {
    const captures = [capture(0, listed(range(0, 10))), capture(4, listed(head))];
    expect(turnsOver(goroutineIdentities(captures, [])?.get('receive main.worker'))).toBe(turns);
  });

  test('says nothing about a handful at base', () => {
    const captures = [capture(0, listed(range(0, 4))), capture(4, listed(range(100, 140)))];
    expect(turnsOver(goroutineIdentities(captures, [])?.get('receive main.worker'))).toBe(false);
  });
});

describe('changesState', () => {
  const working = (ids: readonly number[]) => listed(ids, 'sleep');
  const changes = (base: readonly Goroutine[], head: readonly Goroutine[]) =>
    changesState(goroutineIdentities([capture(0, base), capture(4, head)], [])?.get('receive main.worker'));

  test('where more of those that wait were there already, at work, than are new', () => {
    expect(changes([...listed([1]), ...working(range(2, 40))], listed(range(1, 50)))).toBe(true);
  });

  test('not where most of them are new', () => {
    expect(changes([...listed([1]), ...working(range(2, 10))], listed(range(1, 50)))).toBe(false);
  });

  test('says nothing where goroutines were not listed', () => {
    expect(changesState(undefined)).toBe(false);
  });
});

describe('pMoreBegan', () => {
  const p = (born: number, ended: number) =>
    pMoreBegan({ atBase: 100, survivors: 100 - ended, born, movedIn: 0, createdBy: undefined });

  test('is sure of a dozen that stay while none ends', () => {
    expect(p(12, 0)).toBeLessThan(0.001);
  });

  test('allows for connections that come and go in clusters', () => {
    expect(p(60, 40)).toBeGreaterThan(0.1);
    expect(p(60, 55)).toBeGreaterThan(0.3);
    expect(p(200, 20)).toBeLessThan(0.001);
  });
});
