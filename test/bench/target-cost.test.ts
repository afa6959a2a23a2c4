import { describe, expect, it } from 'vitest';
import { costBetween, cpuSecondsOf, type ProcessCost } from '../../bench/process-cost.ts';
import type { Mode } from '../../bench/target-cost-modes.ts';
import { type CostRun, targetCostTable } from '../../bench/target-cost-table.ts';

const used: ProcessCost = { collections: 10, forced: 2, pauseMs: 5, otherStopsMs: 3, cpuSeconds: 1 };
const unasked = { requests: 0, bytes: 0, listed: 0, again: 0, verdict: undefined };

describe('the time that a process has used', () => {
  it.each([
    ['4242 (payments) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0', 2],
    ['4242 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 1 0 0 0', 0.01],
  ])('is user and system time in seconds: %s', (stat, seconds) => {
    expect(cpuSecondsOf(stat)).toBe(seconds);
  });

  it('is not guessed', () => {
    expect(() => cpuSecondsOf('4242 (payments) S 1')).toThrow('does not tell');
  });

  it('between two readings is their difference', () => {
    const later = { collections: 15, forced: 6, pauseMs: 5.5, otherStopsMs: 4, cpuSeconds: 1.25 };
    expect(costBetween(used, later)).toEqual({
      collections: 5,
      forced: 4,
      pauseMs: 0.5,
      otherStopsMs: 1,
      cpuSeconds: 0.25,
    });
  });
});

it('what a process used is not told across its restart', () => {
  expect(() => costBetween(used, { ...used, collections: 3 })).toThrow('began anew inside a round');
});

describe('the table of what a check costs', () => {
  const run = (mode: Mode, round: number, cost: Partial<CostRun>): CostRun => ({
    ...used,
    ...unasked,
    round,
    mode,
    ...cost,
  });
  const table = targetCostTable([
    run('idle', 1, { forced: 0 }),
    run('check', 1, { forced: 9, verdict: 'leak', listed: 4, again: 1 }),
    run('scrape', 1, { forced: 20, cpuSeconds: 1.5 }),
    run('idle', 2, { forced: 0 }),
    run('check', 2, { forced: 10, verdict: 'leak', listed: 5, again: 0 }),
    run('scrape', 2, { forced: 20, cpuSeconds: 1.5 }),
  ]);
  const rowOf = (what: string) => table.find((line) => line.startsWith(what))?.split(/\s{2,}/);

  it('adds up the rounds of each mode, and divides what a check costs beyond nobody asking by what a profiler does', () => {
    expect(rowOf('forced collections')).toEqual(['forced collections', '0', '19', '40', '0.47×']);
    expect(rowOf('CPU time ')).toEqual(['CPU time', '2.00 s', '2.00 s', '3.00 s', '0.00×']);
  });

  it('divides by nothing that cannot be told from nobody asking', () => {
    expect(rowOf('stopped for collections')?.at(-1)).toBe('–');
  });

  it('says of each check what it found, listed and collected twice', () => {
    expect(table.slice(-2)).toEqual([
      'round 1: the check said leak; 4 captures listed goroutines, 1 forced a second collection',
      'round 2: the check said leak; 5 captures listed goroutines, 0 forced a second collection',
    ]);
  });
});
