import { describe, expect, it } from 'vitest';
import { maxWindowMs, minWindowMs, parseWindow, WindowError } from '../../src/check/window.ts';
import { formatWindow } from '../../src/report/units.ts';

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;

describe('parseWindow', () => {
  it.each([
    ['10s', minWindowMs],
    ['30s', 30 * second],
    ['90s', 90 * second],
    ['5m', 5 * minute],
    ['5M', 5 * minute],
    ['  5m\t', 5 * minute],
    ['5 m', 5 * minute],
    ['5min', 5 * minute],
    ['5 minutes', 5 * minute],
    ['2m30s', 150 * second],
    ['2m 30s', 150 * second],
    ['1h', hour],
    ['1H30M', 90 * minute],
    ['1.5h', 90 * minute],
    ['1h0m5s', hour + 5 * second],
    ['005m', 5 * minute],
    ['24h', maxWindowMs],
    ['1d', maxWindowMs],
    ['23h60m', maxWindowMs],
    ['86400s', maxWindowMs],
  ])('reads %j as %d ms', (text, ms) => {
    expect(parseWindow(text)).toBe(ms);
  });

  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['5', 'has no unit'],
    ['300', 'has no unit'],
    ['-5m', 'has a sign'],
    ['+5m', 'has a sign'],
    ['5x', 'unknown unit "x"'],
    ['500ms', 'unknown unit "ms"'],
    ['2w', 'unknown unit "w"'],
    ['m', 'is not a length of time'],
    ['m5', 'is not a length of time'],
    ['5m!', 'is not a length of time'],
    ['5,5m', 'is not a length of time'],
    ['1..5h', 'is not a length of time'],
    ['1e3s', 'unknown unit "e"'],
    ['٥m', 'is not a length of time'],
    ['30m1h', 'out of order or twice'],
    ['5m5m', 'out of order or twice'],
    ['0s', 'is too short'],
    ['9s', 'is too short'],
    ['9.999s', 'is too short'],
    ['24h1s', 'is too long'],
    ['2d', 'is too long'],
    ['99999999999999999999h', 'is too long'],
  ])('refuses %j because it %s', (text, problem) => {
    const parse = () => parseWindow(text);
    expect(parse).toThrow(WindowError);
    expect(parse).toThrow(problem);
    expect(parse).toThrow('10s to 24h');
  });

  it('names what was written, shortened', () => {
    const error = new WindowError('x'.repeat(500), 'is not a length of time');
    expect(error.value).toBe(`${'x'.repeat(40)}…`);
    expect(error.message.length).toBeLessThan(160);
  });

  it('answers at once to a text made to be slow', () => {
    const started = performance.now();
    expect(() => parseWindow(`${'1m'.repeat(50_000)}!`)).toThrow(WindowError);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('formatWindow', () => {
  it.each([
    [0, '0s'],
    [45 * second, '45s'],
    [5 * minute, '5m'],
    [150 * second, '2m30s'],
    [90 * minute, '1h30m'],
    [hour + 5 * second, '1h5s'],
    [24 * hour, '24h'],
    [59_600, '1m'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatWindow(ms)).toBe(text);
  });

  it.each(['10s', '45s', '5m', '2m30s', '1h30m', '24h'])('writes %s back as it was read', (text) => {
    expect(formatWindow(parseWindow(text))).toBe(text);
  });
});
