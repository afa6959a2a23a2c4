import type { SKRSContext2D } from 'canvas';
import type { Chart, Plugin, Scale } from 'chart.js';
import type { ChartPanel } from '../report/chart-data.ts';
import { fittingText } from './fitting-text.ts';
import { font, ink } from './ink.ts';
import { panelAxis } from './panel-axis.ts';

/** What belongs to a panel and not to a line: its title, and the memory limit. */
export function panelFramePlugin(panels: readonly ChartPanel[]): Plugin {
  return {
    id: 'leakcheck-panels',
    beforeDatasetsDraw(chart) {
      panels.forEach((panel, index) => {
        const axis = chart.scales[panelAxis(index)];
        if (axis === undefined) return;
        drawTitle(chart, axis, panel);
        if (panel.limit !== undefined) drawLimit(chart, axis, panel.limit);
      });
    },
  };
}

function drawTitle({ ctx, width }: Chart, axis: Scale, { title, note }: ChartPanel): void {
  const pen: SKRSContext2D = ctx;
  // An axis that does not start at zero exaggerates: the title says so.
  const start = axis.min === 0 ? undefined : `axis starts at ${axis.min.toLocaleString('en-US')}`;
  const notes = [note, start].filter((each) => each !== undefined).join(' · ');
  const y = axis.top - 28;
  pen.save();
  pen.fillStyle = ink.text;
  pen.font = font(ink.panelSize, 'bold');
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  pen.fillText(title, 28, y);
  const left = 28 + pen.measureText(title).width + 20;
  pen.font = font(ink.small);
  pen.fillText(fittingText(pen, notes, width - left - 28), left, y);
  pen.restore();
}

function drawLimit(
  { ctx, chartArea }: Chart,
  axis: Scale,
  limit: { readonly y: number; readonly label: string },
): void {
  const pen: SKRSContext2D = ctx;
  const y = axis.getPixelForValue(limit.y);
  pen.save();
  pen.strokeStyle = ink.limit;
  pen.lineWidth = 4;
  pen.setLineDash([14, 6]);
  pen.beginPath();
  pen.moveTo(chartArea.left, y);
  pen.lineTo(chartArea.right, y);
  pen.stroke();
  pen.fillStyle = ink.limit;
  pen.font = font(ink.small, 'bold');
  pen.textAlign = 'left';
  pen.textBaseline = 'top';
  pen.fillText(limit.label, chartArea.left + 12, y + 8);
  pen.restore();
}
