import { describe, expect, test } from 'vitest';
import {
  aboutDuration,
  formatBytes,
  formatConfidence,
  formatCount,
  formatPerMinute,
  formatRate,
  formatRateInShort,
  formatThreshold,
  formatWindow,
} from '../../src/report/units.ts';

const MiB = 1024 ** 2;

describe('amounts carry the unit in which they read best', () => {
  test.each([
    [0, '0 B'],
    [512, '512 B'],
    [1536, '1.5 KiB'],
    [1.4 * MiB, '1.4 MiB'],
    [83 * MiB, '83 MiB'],
    [9.97 * MiB, '10 MiB'],
    [1023.9 * 1024, '1.0 MiB'],
    [1023 * 1024, '1,023 KiB'],
    [-2 * MiB, '−2.0 MiB'],
    [3 * 1024 ** 5, '3.0 PiB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0, '0'],
    [0.44, '0.4'],
    [1234, '1,234'],
    [12_500_000, '12.5 million'],
    [-3, '−3'],
  ])('%d counts as %s', (count, text) => expect(formatCount(count)).toBe(text));
});

describe('rates show sign, unit and interval', () => {
  test.each([
    [1.4 * MiB, 'heap', '+1.4 MiB/min'],
    [-0.3 * MiB, 'heap', '−307 KiB/min'],
    [0, 'heap', '0 B/min'],
    [120, 'goroutine', '+120 goroutines/min'],
    [-0.04, 'goroutine', '0.0 goroutines/min'],
  ] as const)('%d %s reads %s', (perMinute, measure, text) => {
    expect(formatPerMinute(perMinute, measure)).toBe(text);
  });

  test('one unit serves the estimate and both ends of its interval', () => {
    const rate = { perMinute: 0.9 * MiB, interval95: [-0.2 * MiB, 2 * MiB] as [number, number] };
    expect(formatRate(rate, 'heap')).toBe('+0.9 MiB/min (95 % interval −0.2 to +2.0)');
    expect(formatRateInShort(rate, 'heap')).toBe('+0.9 MiB/min');
  });

  test('a threshold has no sign', () => expect(formatThreshold(2, 'goroutine')).toBe('2.0 goroutines/min'));
});

describe('a window reads as people type it', () => {
  test.each([
    [30_000, '30s'],
    [300_000, '5m'],
    [5_400_000, '1h30m'],
    [3_661_000, '1h1m1s'],
    [0, '0s'],
  ])('%d ms is %s', (ms, text) => expect(formatWindow(ms)).toBe(text));
});

describe('durations are as exact as an estimate deserves', () => {
  test.each([
    [400, 'less than a second'],
    [45_000, 'about 45 seconds'],
    [720_000, 'about 12 minutes'],
    [6_000_000, 'about 1 hour 40 minutes'],
    [7_200_000, 'about 2 hours'],
    [20 * 3_600_000, 'about 20 hours'],
    [72 * 3_600_000, 'about 3 days'],
    [Number.MAX_SAFE_INTEGER, 'more than a year'],
  ])('%d ms is %s', (ms, text) => expect(aboutDuration(ms)).toBe(text));
});

describe('confidence never claims to be certain', () => {
  test.each([
    [1, 'over 99 %'],
    [0.996, 'over 99 %'],
    [0.9899, '98 %'],
    [0.29, '29 %'],
    [0.004, 'under 1 %'],
    [0, 'under 1 %'],
  ])('%d is said as %s', (confidence, text) => expect(formatConfidence(confidence)).toBe(text));
});
