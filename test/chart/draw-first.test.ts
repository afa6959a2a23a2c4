import { expect, test } from 'vitest';
import { drawFirst } from '../../src/chart/draw-first.ts';
import { createChartRenderer } from '../../src/chart/render-chart.ts';

test('draws a picture of each kind', () => {
  const charts = createChartRenderer();
  const drawn: Uint8Array[] = [];
  const keep = (png: Buffer) => {
    drawn.push(png);
    return png;
  };
  drawFirst({
    growth: (chart) => keep(charts.growth(chart)),
    stacks: (chart) => keep(charts.stacks(chart)),
  });
  expect(drawn.map((png) => Buffer.from(png).toString('latin1', 1, 4))).toEqual(['PNG', 'PNG']);
});
