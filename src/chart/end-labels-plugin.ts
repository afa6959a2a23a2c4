import type { SKRSContext2D } from 'canvas';
import type { Chart, Plugin, Scale } from 'chart.js';
import type { ChartPanel, ChartPoint } from '../report/chart-data.ts';
import { fittingText } from './fitting-text.ts';
import { font, ink, lineStyle } from './ink.ts';
import { labelPlaces } from './label-places.ts';
import { panelAxis } from './panel-axis.ts';

const lineHeight = 33;
const leader = 34;

type EndLabel = {
  readonly end: ChartPoint;
  readonly name: string;
  readonly value: string;
  readonly colour: string;
};

/** Names every line at its end, with its last value: nobody has to match a legend by colour. */
export function endLabelsPlugin(panels: readonly ChartPanel[], room: number): Plugin {
  return {
    id: 'leakcheck-end-labels',
    afterDatasetsDraw(chart) {
      panels.forEach((panel, index) => {
        const axis = chart.scales[panelAxis(index)];
        if (axis !== undefined) drawLabels({ chart, axis, labels: endLabels(panel), room });
      });
    },
  };
}

function endLabels(panel: ChartPanel): EndLabel[] {
  const lines = panel.lines.flatMap((line, order): EndLabel[] => {
    const end = line.points.at(-1);
    return end === undefined
      ? []
      : [{ end, name: line.name, value: line.lastValue, colour: lineStyle(order).colour }];
  });
  const last = panel.band?.points.at(-1);
  if (panel.band === undefined || last === undefined) return lines;
  const end = { x: last.x, y: (last.low + last.high) / 2 };
  return [...lines, { end, name: panel.band.name, value: '', colour: ink.quiet }];
}

type Labelling = {
  readonly chart: Chart;
  readonly axis: Scale;
  readonly labels: readonly EndLabel[];
  readonly room: number;
};

function drawLabels({ chart, axis, labels, room }: Labelling): void {
  const pen: SKRSContext2D = chart.ctx;
  const wished = labels.map((label) => axis.getPixelForValue(label.end.y));
  const places = labelPlaces(wished, { top: axis.top + 10, bottom: axis.bottom - 10, height: lineHeight });
  const left = chart.chartArea.right + leader;
  pen.save();
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  labels.forEach((label, index) => {
    const y = places[index] ?? 0;
    drawLeader(pen, label.colour, [chart.chartArea.right + 12, wished[index] ?? 0, left - 6, y]);
    pen.fillStyle = label.colour;
    pen.font = font(ink.small);
    const valueWidth = label.value === '' ? 0 : pen.measureText(label.value).width + 10;
    const valueText = label.value;
    pen.font = font(ink.small, 'bold');
    const name = fittingText(pen, label.name, room - leader - valueWidth - 16);
    pen.fillText(name, left, y);
    const nameWidth = pen.measureText(name).width;
    pen.font = font(ink.small);
    pen.fillText(valueText, left + nameWidth + 10, y);
  });
  pen.restore();
}

function drawLeader(
  pen: SKRSContext2D,
  colour: string,
  [fromX, fromY, toX, toY]: [number, number, number, number],
): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.setLineDash([]);
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}
