import type { SKRSContext2D } from 'canvas';
import type { Chart, Plugin, Scale } from 'chart.js';
import type { ChartBar } from '../report/chart-data.ts';
import { fittingText } from './fitting-text.ts';
import { font, ink, libraryColour } from './ink.ts';
import type { PlacedGroup } from './placed-group.ts';

const halfBar = 18;

/** Headings, the names and numbers of every bar, the hatching of code that is not the team's, and the whiskers. */
export function barLabelsPlugin(placed: readonly PlacedGroup[]): Plugin {
  return {
    id: 'leakcheck-bars',
    afterDatasetsDraw(chart) {
      for (const { group, rows, values } of placed) {
        const row = chart.scales[rows];
        const scale = chart.scales[values];
        if (row === undefined || scale === undefined) continue;
        drawHeading(chart, row, group.title);
        group.bars.forEach((bar, index) => {
          drawBar({ pen: chart.ctx, scale, bar, middle: row.getPixelForValue(index), chart });
        });
      }
    },
  };
}

type Drawing = {
  readonly pen: SKRSContext2D;
  readonly chart: Chart;
  readonly scale: Scale;
  readonly bar: ChartBar;
  /** The vertical middle of the bar. */
  readonly middle: number;
};

function drawHeading(chart: Chart, row: Scale, title: string): void {
  const pen: SKRSContext2D = chart.ctx;
  pen.save();
  pen.fillStyle = ink.text;
  pen.font = font(ink.panelSize, 'bold');
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  pen.fillText(title, chart.chartArea.left, row.top - 12);
  pen.restore();
}

function drawBar(drawing: Drawing): void {
  const { pen, bar } = drawing;
  pen.save();
  if (!bar.own) hatch(drawing);
  drawWhisker(drawing);
  drawText(drawing);
  pen.restore();
}

/** Two lines above the bar over the whole width: a Go name is longer than any margin. */
function drawText({ pen, chart, bar, middle }: Drawing): void {
  const { left, right } = chart.chartArea;
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  pen.fillStyle = ink.text;
  pen.font = font(ink.labelSize, 'bold');
  pen.fillText(fittingText(pen, bar.function, right - left), left, middle - halfBar - 50);
  pen.font = font(ink.small);
  pen.fillStyle = ink.quiet;
  pen.fillText(fittingText(pen, `${bar.place} · ${bar.origin}`, right - left), left, middle - halfBar - 16);
  pen.fillStyle = ink.text;
  pen.fillText(fittingText(pen, bar.label, right - left), left, middle + halfBar + 34);
}

function hatch({ pen, scale, bar, middle }: Drawing): void {
  const from = Math.min(scale.getPixelForValue(0), scale.getPixelForValue(bar.value));
  const to = Math.max(scale.getPixelForValue(0), scale.getPixelForValue(bar.value));
  pen.save();
  pen.beginPath();
  pen.rect(from, middle - halfBar, to - from, halfBar * 2);
  pen.clip();
  pen.strokeStyle = libraryColour;
  pen.lineWidth = 4;
  pen.beginPath();
  for (let x = from - halfBar * 2; x < to; x += 16) {
    pen.moveTo(x, middle + halfBar);
    pen.lineTo(x + halfBar * 2, middle - halfBar);
  }
  pen.stroke();
  pen.restore();
}

/** Black on white edges, so that it shows on the bar as well as beside it. */
function drawWhisker({ pen, scale, bar, middle }: Drawing): void {
  const low = scale.getPixelForValue(bar.low);
  const high = scale.getPixelForValue(bar.high);
  for (const [colour, width] of [
    [ink.paper, 9],
    [ink.text, 4],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(low, middle);
    pen.lineTo(high, middle);
    for (const end of [low, high]) {
      pen.moveTo(end, middle - 12);
      pen.lineTo(end, middle + 12);
    }
    pen.stroke();
  }
}
