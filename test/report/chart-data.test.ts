import { describe, expect, test } from 'vitest';
import { distinctNames } from '../../src/report/distinct-names.ts';
import { growthChart } from '../../src/report/growth-chart.ts';
import type { Report } from '../../src/report/report.ts';
import { stacksChart } from '../../src/report/stacks-chart.ts';
import {
  fixtureReports,
  healthyReport,
  hostileReport,
  inconclusiveReport,
  leakReport,
  manyFindingsReport,
  manyReplicasReport,
} from './report-fixtures.ts';

const MiB = 1024 ** 2;

describe('the growth chart', () => {
  test('has a line a replica in each panel, leaking ones first', () => {
    const panels = growthChart(leakReport)?.panels ?? [];
    expect(panels.map((panel) => [panel.title, panel.lines.map((line) => line.name)])).toEqual([
      ['Live heap, MiB', ['payments-1', 'payments-3', 'payments-2']],
      ['Goroutines', ['payments-1', 'payments-3', 'payments-2']],
    ]);
  });

  test('tells its numbers in its alternative text', () => {
    const alt = growthChart(leakReport)?.altText ?? '';
    expect(alt).toContain(
      'Live heap of 3 replicas of payments over 5m: payments-1 rose from 41 MiB to 83 MiB',
    );
    expect(alt).toContain('payments-2 stayed near 39 MiB');
    expect(alt).toContain('Goroutines: payments-1 rose from 212 goroutines to 1,412 goroutines');
    expect(alt).toContain('The memory limit of a replica is 512 MiB.');
  });

  test.each([
    [128, { y: 128, label: 'memory limit 128 MiB' }, undefined],
    [512, undefined, 'memory limit 512 MiB, off this chart'],
    [1, undefined, 'memory limit 1.0 MiB, off this chart'],
  ])('draws a limit of %d MiB only where it is near', (limitMiB, limit, note) => {
    const report: Report = { ...leakReport, limit: { bytes: limitMiB * MiB, target: 'payments-1' } };
    expect(growthChart(report)?.panels[0]).toMatchObject({ limit, note });
  });

  test('of many replicas draws the ones that leak, and a band for the rest', () => {
    const heap = growthChart(manyReplicasReport(500))?.panels[0];
    expect(heap?.lines).toHaveLength(5);
    expect(heap?.band?.name).toBe('and 495 more');
    expect(growthChart(manyReplicasReport(500))?.altText).toContain('494 more ended between');
    expect(growthChart(manyReplicasReport(12))?.panels[0]).toMatchObject({ band: undefined });
  });

  test('says how many replicas gave nothing', () => {
    expect(growthChart(inconclusiveReport)?.altText).toContain('1 replica gave no capture and is not drawn.');
  });

  test('without any capture is none', () => {
    const replicas = leakReport.replicas.map((each) => ({
      ...each,
      series: { atMs: [], heapAlloc: [], goroutines: [] },
    }));
    expect(growthChart({ ...leakReport, replicas })).toBeUndefined();
  });

  test.each([
    [20_000, 'seconds', 20],
    [300_000, 'minutes', 5],
    [6 * 3_600_000, 'hours', 6],
  ] as const)('of a window of %d ms counts in %s', (ms, xUnit, xMax) => {
    expect(growthChart({ ...leakReport, window: { ...leakReport.window, ms } })).toMatchObject({
      xUnit,
      xMax,
    });
  });
});

describe('the stacks chart', () => {
  test('keeps bytes and goroutines apart, the worst finding first', () => {
    expect(
      stacksChart(leakReport)?.groups.map((group) => [group.title, group.bars.map((bar) => bar.function)]),
    ).toEqual([
      ['Goroutines per minute', ['settle.(*Fanout).settle.func1']],
      ['Live heap per minute', ['quote.(*Cache).Put']],
    ]);
  });

  test('has bars with place, origin and interval', () => {
    expect(stacksChart(leakReport)?.groups[0]?.bars[0]).toMatchObject({
      place: 'internal/settle/fanout.go:42',
      origin: 'your code',
      own: true,
      value: 430,
      low: 421,
      high: 440,
    });
  });

  test('counts what it does not draw', () => {
    expect(stacksChart(manyFindingsReport(40))?.subtitle).toContain('and 34 more in report.json');
  });

  test('without findings is none', () => expect(stacksChart(healthyReport)).toBeUndefined());
});

test.each([
  ...Object.entries(fixtureReports),
  ['many replicas', manyReplicasReport(500)] as const,
  ['many findings', manyFindingsReport(40)] as const,
])('alternative texts of %s fit into Slack and hold no control sequence', (_, report) => {
  for (const chart of [growthChart(report), stacksChart(report)]) {
    expect((chart?.altText ?? '').length).toBeLessThanOrEqual(2_000);
    expect(chart?.altText ?? '').not.toMatch(/[<>]|\p{Cc}/u);
  }
});

test('a hostile report is still charted', () => {
  expect(growthChart(hostileReport)?.panels).toHaveLength(2);
  expect(stacksChart(hostileReport)?.groups).toHaveLength(1);
});

test.each([
  [
    ['payments-1', 'payments-2'],
    ['payments-1', 'payments-2'],
  ],
  [
    ['payments-7d9f8b6c5-x2x7k', 'payments-7d9f8b6c5-p4p4p'],
    ['…x2x7k', '…p4p4p'],
  ],
  [['a-very-long-single-replica-name'], ['a-very…lica-name']],
])('names %j are labelled %j', (names, labels) => expect(distinctNames(names)).toEqual(labels));
