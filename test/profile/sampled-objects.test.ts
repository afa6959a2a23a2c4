import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';
import { sampledObjects, samplingProbability } from '../../src/profile/sampled-objects.ts';
import { fixtureBytes, fixtureProfile, ofServices } from './fixture.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';

const rate = 524_288;

/** As scaleHeapSample in runtime/pprof/protomem.go does. */
function scaleAsGo(count: number, objectBytes: number): number {
  return count === 0 ? 0 : Math.trunc(count * (1 / (1 - Math.exp(-objectBytes / rate))));
}

function row(stack: string, objectBytes: number, counts: { inuse: number; alloc: number }) {
  const inuse = scaleAsGo(counts.inuse, objectBytes);
  const alloc = scaleAsGo(counts.alloc, objectBytes);
  return sample(stack, [alloc, alloc * objectBytes, inuse, inuse * objectBytes], objectBytes);
}

describe('sampledObjects', () => {
  test('recovers every count that Go scaled up and truncated, from a byte to a gigabyte an object', () => {
    const random = seededRandom(7);
    for (let run = 0; run < 20_000; run++) {
      const objectBytes = 1 + random(2 ** (1 + random(30)));
      const alloc = 1 + random(2 ** (1 + random(24)));
      const inuse = random(alloc + 1);
      const recovered = sampledObjects(heapProfile([row('f', objectBytes, { inuse, alloc })]));
      const counts = { inuse: recovered.inuse(0), alloc: recovered.alloc(0) };
      expect(counts, `${alloc} of ${objectBytes} bytes`).toEqual({ inuse, alloc });
    }
  });

  test('recovers rows of one stack and size one by one: truncating twice loses no object', () => {
    const rows = Array.from({ length: 50 }, () => row('f g', 500_000, { inuse: 1, alloc: 2 }));
    const { inuse, alloc } = sampledObjects(heapProfile(rows));
    expect(rows.map((_, at) => [inuse(at), alloc(at)])).toEqual(rows.map(() => [1, 2]));
  });

  test.each(['heap-base', 'heap-head', `${ofServices}heap-base`, `${ofServices}heap-head`])(
    'agrees with the raw counts that Go printed in %s, size by size',
    (name) => {
      const profile = fixtureProfile(name);
      const sampled = sampledObjects(profile);
      const { records } = readHeapText(fixtureBytes(`${name}.txt`));
      const bySize = new Map<number, { inuse: number; alloc: number }>();
      for (const { inuseObjects, allocObjects, allocBytes } of records) {
        const size = allocBytes / allocObjects;
        const sum = bySize.get(size) ?? { inuse: 0, alloc: 0 };
        bySize.set(size, { inuse: sum.inuse + inuseObjects, alloc: sum.alloc + allocObjects });
      }
      expect(sumBySize(profile)).toEqual(new Map([...bySize].sort(([a], [b]) => a - b)));
      const bytes = profile.objectBytes.reduce((total, size, at) => total + size * sampled.inuse(at), 0);
      expect(bytes).toBe(records.reduce((total, one) => total + one.inuseBytes, 0));
    },
  );

  test('takes a rate of 1 as every object recorded', () => {
    const profile = heapProfile([sample('f', [9, 72, 4, 32], 8)], { period: 1 });
    const { counts, inuse, alloc } = sampledObjects(profile);
    expect([counts(0), inuse(0), alloc(0)]).toEqual([true, 4, 9]);
    expect(samplingProbability(8, 1)).toBe(1);
  });

  test('asks no object size of rows that count nothing', () => {
    const profile = heapProfile([sample('f', [0, 0, 0, 0])]);
    const { counts, inuse, alloc } = sampledObjects(profile);
    expect([counts(0), inuse(0), alloc(0)]).toEqual([false, 0, 0]);
  });

  test('recovers more sizes than it remembers', () => {
    const rows = Array.from({ length: 1_000 }, (_, at) =>
      row('f', 16 * (at + 1), { inuse: at, alloc: at + 1 }),
    );
    const { inuse, alloc } = sampledObjects(heapProfile([...rows, ...rows]));
    expect([999, 1_000, 1_999].map((at) => [inuse(at), alloc(at)])).toEqual([
      [999, 1_000],
      [0, 1],
      [999, 1_000],
    ]);
  });

  test.each([
    ['a goroutine profile', goroutineProfile([sample('f', [1])]), 'no inuse_objects'],
    [
      'a row without object size',
      heapProfile([sample('f', [1, 8, 1, 8])]),
      'no object size (sample[0].label)',
    ],
    ['a difference', heapProfile([sample('f', [1, 8, -1, -8], 8)]), 'negative'],
  ])('refuses %s', (_, profile, says) => {
    expect(() => sampledObjects(profile)).toThrow(says);
  });
});

function sumBySize(profile: Profile): ReadonlyMap<number, { inuse: number; alloc: number }> {
  const { inuse, alloc } = sampledObjects(profile);
  const sums = new Map<number, { inuse: number; alloc: number }>();
  for (const [row, size] of profile.objectBytes.entries()) {
    if (alloc(row) === 0) continue;
    const sum = sums.get(size) ?? { inuse: 0, alloc: 0 };
    sums.set(size, { inuse: sum.inuse + inuse(row), alloc: sum.alloc + alloc(row) });
  }
  return new Map([...sums].sort(([a], [b]) => a - b));
}
