import { describe, expect, it } from 'vitest';
import { createChartRenderer } from '../../src/chart/render-chart.ts';
import { type ServicePoints, trendChart } from '../../src/digest/trend-chart.ts';

const dayMs = 24 * 3_600_000;
const nowMs = Date.UTC(2026, 10, 28, 9);
const gib = 2 ** 30;

function points(service: string, heap: readonly number[], goroutines: readonly number[] = []): ServicePoints {
  return {
    service,
    points: heap.map((value, index) => ({
      atMs: nowMs - (heap.length - 1 - index) * dayMs,
      heapPerDay: value,
      goroutinesPerDay: goroutines[index] ?? 0,
    })),
  };
}

describe('the chart of a digest', () => {
  const chart = trendChart(
    [
      points('catalog', [0, 0, 0]),
      points('orders', [2 * gib, gib, 0.5 * gib]),
      points('payments', [gib, 2 * gib, 4 * gib], [0, 100, 200]),
      points('new', [9 * gib]),
    ],
    nowMs,
  );

  it('has growth a day over the last days, the fastest first, alike in both panels', () => {
    expect(chart).toMatchObject({
      xUnit: 'days',
      xMax: 2,
      isAgo: true,
      subtitle: 'the fastest; 1 more service not drawn',
    });
    const names = chart?.panels.map(({ lines }) => lines.map(({ name }) => name));
    expect(names).toEqual([
      ['payments', 'orders', 'catalog'],
      ['payments', 'orders', 'catalog'],
    ]);
    expect(chart?.panels[0]?.title).toBe('Live heap, GiB a day');
    expect(chart?.panels[0]?.lines[0]?.points).toEqual([
      { x: 0, y: 1 },
      { x: 1, y: 2 },
      { x: 2, y: 4 },
    ]);
    expect(chart?.panels[0]?.lines.map(({ lastValue }) => lastValue)).toEqual([
      '+4.0 GiB',
      '+512 MiB',
      'none clear',
    ]);
  });

  it('says the same in words for who does not see it', () => {
    expect(chart?.altText).toContain('payments from +1.0 GiB to +4.0 GiB in 3 checks');
    expect(chart?.altText).toContain('catalog from none clear to none clear in 3 checks');
    expect(chart?.altText).toContain(
      'Goroutines a day: payments from none clear to +200 goroutines in 3 checks',
    );
  });

  it('is a picture', () => {
    if (chart === undefined) throw new Error('no chart');
    expect(createChartRenderer().growth(chart).subarray(1, 4).toString()).toBe('PNG');
  });

  it('is none where no service was checked twice', () => {
    expect(trendChart([points('payments', [gib]), points('orders', [])], nowMs)).toBeUndefined();
  });
});
