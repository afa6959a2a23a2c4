import type { ChartConfiguration } from 'chart.js';
import type { StacksChart } from '../report/chart-data.ts';
import { barLabelsPlugin } from './bar-labels-plugin.ts';
import type { Picture } from './growth-picture.ts';
import { libraryColour, ownColour } from './ink.ts';
import type { PlacedGroup } from './placed-group.ts';
import { titlePlugin } from './title-plugin.ts';

/** Pixels of one bar with its two lines of text, and of a group's heading. */
const rowHeight = 200;
const headingHeight = 50;
const top = 112;

/** Horizontal bars, a row each with its names above the bar; bytes and goroutines in groups with a scale of their own. */
export function stacksPicture(chart: StacksChart): Picture {
  const placed = chart.groups.map((group, index) => ({
    group,
    rows: `rows${index}`,
    values: `values${index}`,
  }));
  const configuration: ChartConfiguration<'bar', (number | null)[]> = {
    type: 'bar',
    data: {
      labels: [],
      datasets: placed.map(({ group, rows, values }) => ({
        data: group.bars.map((bar) => bar.value),
        yAxisID: rows,
        xAxisID: values,
        backgroundColor: group.bars.map((bar) => (bar.own ? ownColour : '#ffffff')),
        borderColor: group.bars.map((bar) => (bar.own ? ownColour : libraryColour)),
        borderWidth: 3,
        borderSkipped: false,
        barThickness: 36,
        grouped: false,
      })),
    },
    options: {
      indexAxis: 'y',
      layout: { padding: { top, left: 28, right: 28, bottom: 16 } },
      scales: Object.fromEntries(placed.toReversed().flatMap(axes)),
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      events: [],
    },
    plugins: [titlePlugin(chart), barLabelsPlugin(placed)],
  };
  return { height: pictureHeight(chart), configuration: configuration as ChartConfiguration };
}

function pictureHeight(chart: StacksChart): number {
  const rows = chart.groups.reduce((count, group) => count + group.bars.length, 0);
  return top + 16 + rows * rowHeight + chart.groups.length * headingHeight;
}

/** No ticks: every bar carries its numbers. A blank category on top of each group makes room for its heading. */
function axes({ group, rows, values }: PlacedGroup): [string, object][] {
  const hidden = { display: false };
  const edges = group.bars.flatMap((bar) => [bar.value, bar.low, bar.high]);
  const low = Math.min(0, ...edges);
  const high = Math.max(...edges, low + Number.EPSILON);
  const labels = group.bars.map((_, index) => `${index}`);
  return [
    [
      rows,
      {
        type: 'category',
        axis: 'y',
        labels,
        position: 'left',
        offset: true,
        stack: 'groups',
        stackWeight: group.bars.length * rowHeight,
        grid: hidden,
        border: hidden,
        ticks: hidden,
      },
    ],
    [
      `${rows}-heading`,
      {
        type: 'category',
        axis: 'y',
        labels: [],
        position: 'left',
        stack: 'groups',
        stackWeight: headingHeight,
        grid: hidden,
        border: hidden,
        ticks: hidden,
      },
    ],
    [values, { type: 'linear', axis: 'x', position: 'bottom', min: low, max: high, display: false }],
  ];
}
