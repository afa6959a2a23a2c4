import { describe, expect, test } from 'vitest';
import { readHeapText } from '../../src/profile/read-heap-text.ts';
import type { SampledObjects } from '../../src/profile/sampled-objects.ts';
import { sampledObjects, samplingProbability } from '../../src/profile/sampled-objects.ts';
import { fixtureBytes, fixtureProfile, ofServices } from './fixture.ts';
import { seededRandom } from './random.ts';
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
      const [recovered] = sampledObjects(heapProfile([row('f', objectBytes, { inuse, alloc })]));
      expect(recovered, `${alloc} of ${objectBytes} bytes`).toMatchObject({ inuse, alloc, objectBytes });
    }
  });

  test('sums rows of one stack and size after recovering each: truncating twice loses no object', () => {
    const rows = Array.from({ length: 50 }, () => row('f g', 500_000, { inuse: 1, alloc: 2 }));
    const { stack } = sample('f g', []);
    const probability = samplingProbability(500_000, rate);
    expect(sampledObjects(heapProfile(rows))).toEqual([
      { stack, objectBytes: 500_000, probability, inuse: 50, alloc: 100 },
    ]);
  });

  test.each(['heap-base', 'heap-head', `${ofServices}heap-base`, `${ofServices}heap-head`])(
    'agrees with the raw counts that Go printed in %s, size by size',
    (name) => {
      const rows = sampledObjects(fixtureProfile(name));
      const { records } = readHeapText(fixtureBytes(`${name}.txt`));
      const bySize = new Map<number, { inuse: number; alloc: number }>();
      for (const { inuseObjects, allocObjects, allocBytes } of records) {
        const size = allocBytes / allocObjects;
        const sum = bySize.get(size) ?? { inuse: 0, alloc: 0 };
        bySize.set(size, { inuse: sum.inuse + inuseObjects, alloc: sum.alloc + allocObjects });
      }
      expect(sumBySize(rows)).toEqual(new Map([...bySize].sort(([a], [b]) => a - b)));
      const bytes = rows.reduce((total, one) => total + one.inuse * one.objectBytes, 0);
      expect(bytes).toBe(records.reduce((total, one) => total + one.inuseBytes, 0));
    },
  );

  test('takes a rate of 1 as every object recorded', () => {
    expect(sampledObjects(heapProfile([sample('f', [9, 72, 4, 32], 8)], { period: 1 }))).toMatchObject([
      { probability: 1, inuse: 4, alloc: 9 },
    ]);
  });

  test('leaves out rows that count nothing', () => {
    expect(sampledObjects(heapProfile([sample('f', [0, 0, 0, 0])]))).toEqual([]);
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

function sumBySize(rows: readonly SampledObjects[]): ReadonlyMap<number, { inuse: number; alloc: number }> {
  const sums = new Map<number, { inuse: number; alloc: number }>();
  for (const { objectBytes, inuse, alloc } of [...rows].sort((a, b) => a.objectBytes - b.objectBytes)) {
    const sum = sums.get(objectBytes) ?? { inuse: 0, alloc: 0 };
    sums.set(objectBytes, { inuse: sum.inuse + inuse, alloc: sum.alloc + alloc });
  }
  return sums;
}
