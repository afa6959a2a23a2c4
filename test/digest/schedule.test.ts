import { describe, expect, it } from 'vitest';
import { latestDue, nextDue, parseSchedule, ScheduleError } from '../../src/digest/schedule.ts';

const berlin = 'Europe/Berlin';

function at(iso: string): number {
  return Date.parse(iso);
}

/** Every due time from one moment to another, each found from the one before. */
function duesUntil(cron: string, timeZone: string, [from, to]: readonly [string, string]): string[] {
  const schedule = parseSchedule(cron, timeZone);
  const dues: string[] = [];
  for (let due = nextDue(schedule, at(from)); due <= at(to); due = nextDue(schedule, due)) {
    dues.push(new Date(due).toISOString().slice(0, 16));
  }
  return dues;
}

/** The same, found by looking back every ten minutes as a process does that has just come up. */
function duesLookingBack(cron: string, timeZone: string, [from, to]: readonly [string, string]): string[] {
  const schedule = parseSchedule(cron, timeZone);
  const dues = new Set<string>();
  for (let now = at(from) + 60_000; now <= at(to); now += 600_000) {
    const due = latestDue(schedule, now);
    if (due > at(from)) dues.add(new Date(due).toISOString().slice(0, 16));
  }
  return [...dues];
}

describe('a schedule over a change of clocks', () => {
  const cases: { what: string; cron: string; zone: string; span: [string, string]; due: string[] }[] = [
    {
      what: 'keeps its local hour in spring',
      cron: '0 9 * * *',
      zone: berlin,
      span: ['2026-03-27T12:00Z', '2026-03-30T12:00Z'],
      due: ['2026-03-28T08:00', '2026-03-29T07:00', '2026-03-30T07:00'],
    },
    {
      what: 'keeps its local hour in autumn',
      cron: '0 9 * * *',
      zone: berlin,
      span: ['2026-10-23T12:00Z', '2026-10-26T12:00Z'],
      due: ['2026-10-24T07:00', '2026-10-25T08:00', '2026-10-26T08:00'],
    },
    {
      what: 'is due once where its hour comes twice',
      cron: '30 2 * * *',
      zone: berlin,
      span: ['2026-10-24T12:00Z', '2026-10-26T12:00Z'],
      due: ['2026-10-25T00:30', '2026-10-26T01:30'],
    },
    {
      what: 'is due an hour later where its hour is skipped',
      cron: '30 2 * * *',
      zone: berlin,
      span: ['2026-03-28T12:00Z', '2026-03-30T12:00Z'],
      due: ['2026-03-29T01:30', '2026-03-30T00:30'],
    },
    {
      what: 'goes on every half hour through the repeated one',
      cron: '*/30 * * * *',
      zone: berlin,
      span: ['2026-10-25T00:10Z', '2026-10-25T02:10Z'],
      due: ['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00'],
    },
    {
      what: 'follows the clocks of the other side of the ocean',
      cron: '30 1 * * *',
      zone: 'America/New_York',
      span: ['2026-10-31T12:00Z', '2026-11-02T12:00Z'],
      due: ['2026-11-01T05:30', '2026-11-02T06:30'],
    },
  ];
  it.each(cases)('$what, looking ahead', ({ cron, zone, span, due }) => {
    expect(duesUntil(cron, zone, span)).toEqual(due);
  });
  it.each(cases)('$what, looking back', ({ cron, zone, span, due }) => {
    expect(duesLookingBack(cron, zone, span)).toEqual(due);
  });

  it('is found at no other moment wherever in the repeated hour somebody looks ahead', () => {
    const schedule = parseSchedule('30 2 * * *', berlin);
    for (let now = at('2026-10-25T00:31Z'); now < at('2026-10-25T03:00Z'); now += 60_000) {
      expect(new Date(nextDue(schedule, now)).toISOString()).toBe('2026-10-26T01:30:00.000Z');
    }
  });
});

describe('looking back', () => {
  it('finds the very moment, and not the next one a millisecond before it', () => {
    const schedule = parseSchedule('0 9 * * *', 'UTC');
    expect(latestDue(schedule, at('2026-01-02T09:00:00.000Z'))).toBe(at('2026-01-02T09:00Z'));
    expect(latestDue(schedule, at('2026-01-02T08:59:59.999Z'))).toBe(at('2026-01-01T09:00Z'));
  });
});

describe('what people write', () => {
  it.each([
    ['0 9 * * 1-5', '0 9 * * 1-5'],
    ['  0  9 * *  mon-fri ', '0 9 * * MON-FRI'],
    ['@Daily', '@daily'],
    ['*/5 * * * *', '*/5 * * * *'],
    ['0 9 L * *', '0 9 L * *'],
  ])('%s is read', (written, cron) => {
    expect(parseSchedule(written, berlin)).toEqual({ cron, timeZone: berlin });
  });

  it.each([
    ['', 'is empty'],
    ['* * *', 'has 3 fields'],
    ['* * * * * *', 'has 6 fields'],
    ['61 * * * *', 'got value 61'],
    ['0 9 * * 8', 'got value 8'],
    ['0 0 31 2 *', 'Invalid explicit day of month'],
    ['a b c d e', 'cannot be read'],
    ['H 9 * * *', 'names no time'],
    ['@secondly', 'is not known'],
  ])('“%s” is refused, saying what is allowed', (cron, problem) => {
    const read = () => parseSchedule(cron, 'UTC');
    expect(read).toThrow(ScheduleError);
    expect(read).toThrow(problem);
    expect(read).toThrow('0 9 * * 1-5');
  });

  it.each([
    ['Europe/Berln', 'did you mean Europe/Berlin?'],
    ['Mars/Olympus', 'is not known'],
    ['+02:00', 'is not known'],
  ])('the zone %s is refused', (zone, problem) => {
    expect(() => parseSchedule('0 9 * * *', zone)).toThrow(problem);
  });
});
