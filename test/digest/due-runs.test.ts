import { describe, expect, it } from 'vitest';
import { dueRuns, nextLoud } from '../../src/digest/due-runs.ts';
import { aDigest } from '../check/digest-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nine = Date.UTC(2026, 10, 26, 9);
const dayMs = 24 * hourMs;

function runs(nowMs: number, handledMs: number, leadMs = 10 * minuteMs, cron = '0 9 * * *'): number[] {
  return [...dueRuns(aDigest({ cron }), { nowMs, handledMs, leadMs })];
}

describe('what is to be begun', () => {
  it.each([
    ['nothing long before', nine - hourMs, nine - dayMs, []],
    ['the next one when its sweep has to begin', nine - 10 * minuteMs, nine - dayMs, [nine]],
    ['nothing again once it has begun', nine - 5 * minuteMs, nine, []],
    ['the last one missed, of several', nine + 3 * dayMs + hourMs, nine, [nine + 3 * dayMs]],
    [
      'the missed one and the next when both are to be made',
      nine + 2 * dayMs - minuteMs,
      nine,
      [nine + dayMs, nine + 2 * dayMs],
    ],
  ])('is %s', (_, nowMs, handledMs, due) => {
    expect(runs(nowMs, handledMs)).toEqual(due);
  });

  it('is never before the one before was due, however long the sweep', () => {
    const every = '*/10 * * * *';
    expect(runs(nine, nine, 30 * minuteMs, every)).toEqual([]);
    expect(runs(nine + 2 * minuteMs, nine, 30 * minuteMs, every)).toEqual([nine + 10 * minuteMs]);
  });
});

describe('quiet hours and weekends', () => {
  it('leave out what would be due in them', () => {
    const quietHours = { from: 22 * 60, to: 7 * 60 };
    const digest = aDigest({ cron: '0 */4 * * *', quietHours, weekends: false });
    const dues: string[] = [];
    let at = Date.UTC(2026, 10, 26, 17);
    for (let count = 0; count < 7; count += 1) {
      at = nextLoud(digest, at);
      dues.push(new Date(at).toISOString().slice(8, 13));
    }
    expect(dues).toEqual(['26T20', '27T08', '27T12', '27T16', '27T20', '30T08', '30T12']);
  });

  it('hide what was missed in them', () => {
    const saturday = Date.UTC(2026, 10, 28, 12);
    const digest = aDigest({ weekends: false });
    const due = dueRuns(digest, { nowMs: saturday, handledMs: nine - dayMs, leadMs: 0 });
    expect(due).toEqual([nine + dayMs]);
  });
});
