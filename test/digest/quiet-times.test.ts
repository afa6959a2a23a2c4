import { describe, expect, it } from 'vitest';
import { isQuiet, parseQuietHours, quietUntil } from '../../src/digest/quiet-times.ts';

const night = { timeZone: 'Europe/Berlin', quietHours: { from: 22 * 60, to: 7 * 60 }, weekends: true };

describe('quiet hours', () => {
  it.each([
    ['2026-11-26T20:59Z', false],
    ['2026-11-26T21:00Z', true],
    ['2026-11-27T05:59Z', true],
    ['2026-11-27T06:00Z', false],
    ['2026-07-26T20:00Z', true],
    ['2026-07-27T05:00Z', false],
  ])('of 22:00 to 7:00 in Berlin: %s is quiet: %s', (moment, quiet) => {
    expect(isQuiet(night, Date.parse(moment))).toBe(quiet);
  });

  it('end at the local hour, in the night of a change of clocks as well', () => {
    const until = (from: string) => new Date(quietUntil(night, Date.parse(from))).toISOString();
    expect(until('2026-10-24T22:00Z')).toBe('2026-10-25T06:00:00.000Z');
    expect(until('2026-03-28T22:00Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(until('2026-11-26T12:34:56Z')).toBe('2026-11-26T12:34:56.000Z');
  });

  it('and weekends together last until Monday morning', () => {
    const times = { ...night, weekends: false };
    expect(new Date(quietUntil(times, Date.parse('2026-11-27T21:30Z'))).toISOString()).toBe(
      '2026-11-30T06:00:00.000Z',
    );
  });

  it.each([
    ['22:00-07:00', { from: 1320, to: 420 }],
    ['9:30 – 17:00', { from: 570, to: 1020 }],
    ['20:00-24:00', { from: 1200, to: 0 }],
    ['22-7', undefined],
    ['25:00-07:00', undefined],
    ['07:00-07:00', undefined],
    ['22:61-07:00', undefined],
  ])('are written as %s', (text, hours) => {
    expect(parseQuietHours(text)).toEqual(hours);
  });
});
