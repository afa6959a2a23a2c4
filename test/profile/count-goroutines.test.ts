import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { countGoroutines } from '../../src/profile/count-goroutines.ts';
import { goroutineCount } from '../../src/profile/goroutine-count.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { writeProfile } from '../../src/profile/write-profile.ts';
import { goroutineProfile, heapProfile, sample } from './sample-profile.ts';
import { bytes, len, num, packed, str } from './wire-writer.ts';

const fixture = (name: string) => readFile(`test/fixtures/profiles/${name}.pb.gz`);

test.each(['goroutine-base', 'goroutine-head'])(
  'counts in %s what reading the whole profile counts',
  async (name) => {
    const bytes = await fixture(name);
    expect(countGoroutines(bytes)).toBe(goroutineCount(readProfile(bytes)));
  },
);

test('counts counts of several bytes, and none', () => {
  const of = (counts: number[]) =>
    writeProfile(goroutineProfile(counts.map((count, index) => sample(`f${index}`, [count]))));
  expect(countGoroutines(of([1, 127, 128, 300_000]))).toBe(300_256);
  expect(countGoroutines(of([]))).toBe(0);
});

test('counts a value that stands by itself, as other writers than Go have it', () => {
  const alone = len(2, num(1, 1), num(2, 300));
  const listed = len(2, num(1, 1), packed(2, [44]));
  const strings = ['', 'goroutine', 'count'].map(str);
  expect(countGoroutines(bytes(len(1, num(1, 1), num(2, 2)), alone, listed, ...strings))).toBe(344);
});

test('refuses a sample that has no value', () => {
  const strings = ['', 'goroutine', 'count'].map(str);
  const profile = bytes(len(1, num(1, 1), num(2, 2)), len(2, num(1, 1)), ...strings);
  expect(() => countGoroutines(profile)).toThrow('fewer values than the profile has types');
});

test.each([
  ['a heap profile', () => writeProfile(heapProfile([])), 'the profile has no goroutine'],
  ['text', () => Buffer.from('goroutine profile: total 5\n'), 'text'],
  ['nothing', () => new Uint8Array(), 'the profile is empty'],
])('refuses %s', (_, bytes, message) => {
  expect(() => countGoroutines(bytes())).toThrow(message);
});

test('refuses a profile that is cut, and one larger than it may be', async () => {
  const bytes = await fixture('goroutine-head');
  expect(() => countGoroutines(bytes.subarray(0, -20))).toThrow('cut short');
  expect(() => countGoroutines(bytes, { inflatedBytes: 1_000 })).toThrow('inflates to more than 1000 bytes');
  expect(() => countGoroutines(bytes, { servedBytes: 100 })).toThrow('larger than the 100 bytes allowed');
});
