import { describe, expect, test } from 'vitest';
import { syntheticPair } from '../../bench/synthetic-profile.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { samplesOf } from '../../src/profile/sample.ts';
import { valueIndex } from '../../src/profile/value-index.ts';

const samples = 500;
const pair = syntheticPair({ samples, seed: 3 });
const head = readProfile(pair.head);
const baseRows = samplesOf(readProfile(pair.base));
const headRows = samplesOf(head);
const inUse = valueIndex(head, 'inuse_space');

describe('a synthetic pair of heap profiles', () => {
  test('has as many samples as were asked for, at base and at head', () => {
    expect([baseRows.length, headRows.length]).toEqual([samples, samples]);
  });

  test('is the same for the same seed and another for another seed', () => {
    expect(syntheticPair({ samples, seed: 3 })).toEqual(pair);
    expect(syntheticPair({ samples, seed: 4 })).not.toEqual(pair);
  });

  test('grows in one stack by 96 MiB', () => {
    const growing = headRows
      .map((sample, row) => ({
        sample,
        bytes: (sample.values[inUse] ?? 0) - (baseRows[row]?.values[inUse] ?? 0),
      }))
      .filter(({ bytes }) => bytes > 16 * 1024 * 1024);
    expect(growing.map(({ sample }) => sample.stack[0]?.function)).toEqual([
      'example.com/shop/internal/payments.(*Ledger).remember',
      'example.com/shop/internal/payments.(*Ledger).remember',
    ]);
    expect(growing.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 / 1024).toBeCloseTo(96, 0);
  });

  test('has 20 to 30 frames a stack on average, some of them inlined, and holds nothing in most rows', () => {
    const frames = headRows.reduce((sum, { stack }) => sum + stack.length, 0) / samples;
    expect(frames).toBeGreaterThan(20);
    expect(frames).toBeLessThan(30);
    const holding = headRows.filter(({ values }) => (values[inUse] ?? 0) > 0).length;
    expect(holding / samples).toBeLessThan(0.2);
  });
});
