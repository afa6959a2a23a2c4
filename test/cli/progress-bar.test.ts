import { describe, expect, it } from 'vitest';
import { createProgressBar, progressLine } from '../../src/cli/progress-bar.ts';

const halfWay = { label: 'payments', done: 3, planned: 5, startedAtMs: 1_000, endsAtMs: 21_000 };

describe('progressLine', () => {
  it('says the captures done and the seconds left', () => {
    expect(progressLine(halfWay, 11_000)).toBe(
      'payments  ████████████░░░░░░░░░░░░  3 of 5 captures, 10 s left',
    );
  });

  it('counts minutes when there are many', () => {
    expect(progressLine({ ...halfWay, endsAtMs: 601_000 }, 1_000)).toContain('10 min left');
  });

  it('never goes beyond its ends', () => {
    expect(progressLine(halfWay, 99_000)).toBe(
      'payments  ████████████████████████  3 of 5 captures, 0 s left',
    );
    expect(progressLine(halfWay, 0)).toContain('░░░░░░░░░░░░░░░░░░░░░░░░');
  });
});

describe('createProgressBar', () => {
  it('writes nothing where there is no terminal', () => {
    const written: string[] = [];
    const bar = createProgressBar({ write: (text) => written.push(text), isTerminal: false, clock: () => 0 });
    bar.update(halfWay);
    bar.stop();
    expect(written).toEqual([]);
  });

  it('redraws one line and wipes it at the end', () => {
    const written: string[] = [];
    const bar = createProgressBar({
      write: (text) => written.push(text),
      isTerminal: true,
      clock: () => 11_000,
    });
    bar.update(halfWay);
    bar.stop();
    expect(written).toEqual([`\r\x1b[K${progressLine(halfWay, 11_000)}`, '\r\x1b[K']);
  });
});
