import { describe, expect, test } from 'vitest';
import { primitiveOf, primitives } from '../../src/leak/primitive.ts';
import type { HeapTextRecord } from '../../src/profile/heap-text.ts';
import { goroutinesOf, heapOf, memStatsOf, stackOf } from './synthetic-replica.ts';

function record(hidden: readonly string[], stack: string, inuseBytes: number): HeapTextRecord {
  const hiddenPcs = hidden.map((name) => `0x${Buffer.from(name).toString('hex').slice(-15)}`);
  return {
    inuseObjects: 1,
    inuseBytes,
    allocObjects: 1,
    allocBytes: inuseBytes,
    stackText: [...hiddenPcs, '0x1'].join(' '),
    pcs: [...hiddenPcs, '0x1'],
    hiddenPcs,
    frames: stackOf(stack),
  };
}

function symbolsOf(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [`0x${Buffer.from(name).toString('hex').slice(-15)}`, name]));
}

describe('primitiveOf', () => {
  test.each([
    { hidden: ['runtime.mallocgc', 'runtime.growslice'], is: 'slice' },
    { hidden: ['internal/runtime/maps.newobject', 'runtime.mapassign'], is: 'map' },
    { hidden: ['runtime.newobject'], is: 'closure-or-object' },
    { hidden: ['runtime.rawstring', 'runtime.concatstrings'], is: 'string' },
    { hidden: ['runtime.makechan'], is: 'channel' },
    { hidden: ['runtime.makeslice'], is: 'array' },
    { hidden: ['runtime.mallocgc'], is: undefined },
  ])('$hidden: $is', ({ hidden, is }) => {
    expect(primitiveOf(record(hidden, 'main.f main.main', 64), symbolsOf(hidden))).toBe(is);
  });

  test('reads a stack of the runtime alone, which Go prints whole', () => {
    expect(primitiveOf(record([], 'runtime.malg runtime.newproc1', 400), new Map())).toBe('goroutine');
  });
});

const sampledEvery = 512 * 1024;

test('primitives shares out what grew of each culprit, small objects for the many that they stand for', () => {
  const extras = (heapRecords: readonly HeapTextRecord[]) => ({
    heapRecords,
    symbols: symbolsOf(['runtime.mapassign', 'runtime.newobject']),
    goroutines: undefined,
    leaked: undefined,
  });
  const capture = (point: number, heapRecords: readonly HeapTextRecord[]) => ({
    point,
    atMs: point,
    memStats: memStatsOf({}),
    heap: heapOf([]),
    goroutine: goroutinesOf({}),
    collections: 1 as const,
    extras: extras(heapRecords),
  });
  const grown = [
    record(['runtime.mapassign'], 'main.(*t).put main.main', 2 * sampledEvery),
    record(['runtime.newobject'], 'main.(*t).put main.main', 100),
  ];
  const replica = { target: 'a', failures: [], captures: [capture(0, []), capture(4, grown)] };
  const shares = primitives(replica, []).get('main.(*t).put');
  expect(shares?.get('map')).toBeCloseTo(2 / (2 + 1 - Math.exp(-2)), 2);
  expect(shares?.get('closure-or-object')).toBeGreaterThan(0.3);
});
