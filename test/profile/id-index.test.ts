import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import { IdIndex } from '../../src/profile/id-index.ts';
import { PairIndex } from '../../src/profile/pair-index.ts';
import { RowIndex } from '../../src/profile/row-index.ts';

describe('an index of ids', () => {
  type IdOf = (at: number) => readonly [low: number, high: number];
  const kinds: readonly (readonly [string, IdOf])[] = [
    ['small ones, as writers number them', (at: number) => [at + 1, 0]],
    ['sparse ones', (at) => [(at * 2_654_435_761) >>> 0, 0]],
    ['ones that differ in their high half alone', (at) => [7, at]],
    ['ones of all bits', (at) => [0xffffffff - at, 0xffffffff]],
  ];

  test.each(kinds)('finds %s', (_, idOf) => {
    const index = new IdIndex(1_000);
    for (let at = 0; at < 1_000; at++) expect(index.add(...idOf(at), at)).toBe(true);
    for (let at = 0; at < 1_000; at++) expect(index.find(...idOf(at))).toBe(at);
    expect(index.add(...idOf(3), 9)).toBe(false);
    expect(index.find(...idOf(1_000))).toBe(-1);
  });
});

describe('an index of pairs', () => {
  test('gives each pair back its own number, the last that it was given', () => {
    const random = seededRandom(9);
    const index = new PairIndex();
    const known = new Map<string, number>();
    for (let run = 0; run < 20_000; run++) {
      const [first, second] = [random(3_000), random(3_000)];
      index.set(first, second, run);
      known.set(`${first} ${second}`, run);
    }
    for (const [pair, number] of known) {
      const [first = 0, second = 0] = pair.split(' ').map(Number);
      expect(index.find(first, second)).toBe(number);
    }
    expect(index.find(3_000, 0)).toBe(-1);
  });
});

describe('an index of rows', () => {
  test('numbers pairs of stack and object size in the order of first occurrence', () => {
    const index = new RowIndex();
    const pairs = [
      [5, 64],
      [5, 128],
      [2_000, 64],
      [5, 64],
      [5, 0],
      [2_000, 64],
    ] as const;
    expect(pairs.map(([stack, size]) => index.row(stack, size))).toEqual([0, 1, 2, 0, 3, 2]);
    expect(index.length).toBe(4);
    expect([index.stackOf(2), index.objectBytes(2)]).toEqual([2_000, 64]);
  });

  test('finds each of a great many sizes of one stack again, beyond 32 bits as well', () => {
    const index = new RowIndex({ stacks: 2, rows: 100 });
    const sizes = Array.from({ length: 5_000 }, (_, at) => 8 + at * 2 ** (at % 40));
    const expected = new Map<string, number>();
    for (let round = 0; round < 2; round++) {
      for (const [at, size] of sizes.entries()) {
        const stack = at % 3 === 0 ? 1 : 0;
        const row = expected.get(`${stack} ${size}`) ?? expected.size;
        expected.set(`${stack} ${size}`, row);
        expect(index.row(stack, size)).toBe(row);
        expect([index.stackOf(row), index.objectBytes(row)]).toEqual([stack, size]);
      }
    }
    expect(index.length).toBe(expected.size);
  });
});
