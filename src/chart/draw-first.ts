import type { GrowthChart, StacksChart } from '../report/chart-data.ts';
import type { ChartRenderer } from './render-chart.ts';

const growth: GrowthChart = {
  title: 'Live heap',
  subtitle: 'over 1 s',
  xUnit: 'seconds',
  xMax: 1,
  panels: ['MiB', 'goroutines'].map((title) => ({
    title,
    note: undefined,
    whole: true,
    lines: [{ name: 'a', points: [0, 1].map((x) => ({ x, y: x })), lastValue: '1' }],
    band: undefined,
    limit: undefined,
  })),
  altText: '',
};

const bar = {
  function: 'f',
  place: 'f.go:1',
  origin: 'your code',
  own: true,
  value: 1,
  low: 0,
  high: 2,
  label: '1',
};
const stacks: StacksChart = {
  title: 'Stacks',
  subtitle: '',
  groups: [{ title: 'MiB', bars: [bar] }],
  altText: '',
};

/** Draws what nobody sees: the first pictures of a thread take twice as long as all others, and a report waits for its own. */
export function drawFirst(charts: ChartRenderer): void {
  charts.growth(growth);
  charts.stacks(stacks);
}
