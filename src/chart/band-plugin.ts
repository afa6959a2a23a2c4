import type { SKRSContext2D } from 'canvas';
import type { Chart, Plugin, Scale } from 'chart.js';
import type { ChartBand, ChartPanel } from '../report/chart-data.ts';
import { ink } from './ink.ts';
import { panelAxis } from './panel-axis.ts';

/** Shades where the replicas without a line of their own lie. */
export function bandPlugin(panels: readonly ChartPanel[]): Plugin {
  return {
    id: 'leakcheck-band',
    beforeDatasetsDraw(chart) {
      panels.forEach((panel, index) => {
        const axis = chart.scales[panelAxis(index)];
        if (axis !== undefined && panel.band !== undefined) drawBand(chart, axis, panel.band);
      });
    },
  };
}

function drawBand(chart: Chart, axis: Scale, band: ChartBand): void {
  const pen: SKRSContext2D = chart.ctx;
  const time = chart.scales.x;
  if (time === undefined) return;
  const upper = band.points.map(
    (point) => [time.getPixelForValue(point.x), axis.getPixelForValue(point.high)] as const,
  );
  const lower = band.points.map(
    (point) => [time.getPixelForValue(point.x), axis.getPixelForValue(point.low)] as const,
  );
  pen.save();
  pen.beginPath();
  for (const [x, y] of [...upper, ...lower.toReversed()]) pen.lineTo(x, y);
  pen.closePath();
  pen.fillStyle = '#d9d9d9';
  pen.fill();
  pen.strokeStyle = ink.quiet;
  pen.lineWidth = 2;
  pen.stroke();
  pen.restore();
}
