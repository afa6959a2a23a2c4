import type { ChartConfiguration, ChartDataset, ScaleOptionsByType } from 'chart.js';
import type { ChartPanel, GrowthChart } from '../report/chart-data.ts';
import { axisRange, timeTicks } from './axis-range.ts';
import { bandPlugin } from './band-plugin.ts';
import { endLabelsPlugin } from './end-labels-plugin.ts';
import { font, ink, lineStyle } from './ink.ts';
import { panelAxis } from './panel-axis.ts';
import { panelFramePlugin } from './panel-frame-plugin.ts';
import { titlePlugin } from './title-plugin.ts';

export type Picture = { readonly height: number; readonly configuration: ChartConfiguration };

/** Two panels over one time axis: what a phone shows at a glance. */
export function growthPicture(chart: GrowthChart): Picture {
  const room = labelRoom(chart.panels);
  const manyLines = chart.panels.some((panel) => panel.lines.length > 7);
  const configuration: ChartConfiguration<'line', { x: number; y: number }[]> = {
    type: 'line',
    data: { datasets: chart.panels.flatMap(datasets) },
    options: {
      layout: { padding: { top: 176, left: 16, bottom: 12, right: room } },
      scales: { x: timeAxis(chart), ...valueAxes(chart.panels) },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      events: [],
    },
    plugins: [
      titlePlugin({
        title: chart.title,
        subtitle: `${chart.subtitle}; each mark is a ${chart.mark ?? 'capture'}`,
      }),
      panelFramePlugin(chart.panels),
      bandPlugin(chart.panels),
      endLabelsPlugin(chart.panels, room),
    ],
  };
  const height = (chart.panels.length > 1 ? 1_020 : 720) + (manyLines ? 260 : 0);
  return { height, configuration: configuration as ChartConfiguration };
}

/** Room at the right for the name and last value of every line, judged by letters, as nothing is measured yet. */
function labelRoom(panels: readonly ChartPanel[]): number {
  const letters = panels.flatMap((panel) => [
    ...panel.lines.map((line) => line.name.length + line.lastValue.length),
    panel.band?.name.length ?? 0,
  ]);
  return Math.min(400, 70 + Math.max(...letters) * 16);
}

function datasets(panel: ChartPanel, index: number): ChartDataset<'line', { x: number; y: number }[]>[] {
  return panel.lines.map((line, order) => {
    const style = lineStyle(order);
    return {
      data: line.points.map(({ x, y }) => ({ x, y })),
      yAxisID: panelAxis(index),
      borderColor: style.colour,
      backgroundColor: style.colour,
      borderWidth: 4,
      borderDash: [...style.dash],
      pointStyle: style.marker,
      pointRadius: 8,
      pointBorderWidth: 3,
      pointBorderColor: style.colour,
      clip: 16,
    };
  });
}

type Axis = ScaleOptionsByType<'linear'>;

function timeAxis(chart: GrowthChart) {
  const short = { seconds: 's', minutes: 'min', hours: 'h', days: 'd' }[chart.xUnit];
  return {
    type: 'linear' as const,
    min: 0,
    max: chart.xMax,
    grid: { color: ink.grid },
    border: { color: ink.quiet },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = timeTicks(chart.xMax).map((value) => ({ value }));
    },
    ticks: {
      color: ink.text,
      font: { family: tickFont, size: ink.labelSize },
      maxRotation: 0,
      autoSkip: false,
      callback: (value: string | number) =>
        chart.isAgo === true
          ? agoLabel(chart.xMax - Number(value), short)
          : timeLabel(Number(value), chart.xMax, short),
    },
  };
}

/** The first and the last capture have names: the profiles that the report compares. */
function timeLabel(value: number, end: number, unit: string): string | string[] {
  const text = `${Number(value.toFixed(2))} ${unit}`;
  if (value === 0) return [text, 'base'];
  return value === end ? [text, 'head'] : text;
}

function agoLabel(ago: number, unit: string): string {
  return ago === 0 ? 'now' : `${Number(ago.toFixed(ago < 10 ? 1 : 0))} ${unit} ago`;
}

/** Axes stack from the bottom up, so the last panel comes first; a blank axis above each panel holds its title. */
function valueAxes(panels: readonly ChartPanel[]): Record<string, Partial<Axis>> {
  const axes = panels.toReversed().flatMap((panel, fromEnd) => {
    const index = panels.length - 1 - fromEnd;
    const blank = index === 0 ? [] : [[`gap${index}`, gapAxis()] as const];
    return [[panelAxis(index), valueAxis(panel, index)] as const, ...blank];
  });
  return Object.fromEntries(axes) as Record<string, Partial<Axis>>;
}

function valueAxis(panel: ChartPanel, index: number) {
  const limit = panel.limit ? [panel.limit.y] : [];
  const band = panel.band?.points.flatMap((point) => [point.low, point.high]) ?? [];
  const range = axisRange([
    ...panel.lines.flatMap((line) => line.points.map((point) => point.y)),
    ...band,
    ...limit,
  ]);
  return {
    type: 'linear',
    ...range,
    axis: 'y',
    stack: 'panels',
    stackWeight: index === 0 ? 1.3 : 1,
    grid: { color: ink.grid },
    border: { color: ink.quiet },
    ticks: {
      color: ink.text,
      font: { family: tickFont, size: ink.labelSize },
      maxTicksLimit: 6,
      includeBounds: false,
      // Half a goroutine is no value to label.
      ...(panel.whole ? { precision: 0 } : {}),
      callback: (value: string | number) => tickText(Number(value)),
    },
  };
}

function gapAxis() {
  const hidden = { display: false };
  return {
    type: 'linear',
    min: 0,
    max: 1,
    axis: 'y',
    stack: 'panels',
    stackWeight: 0.28,
    grid: hidden,
    border: hidden,
    ticks: hidden,
  };
}

function tickText(value: number): string {
  if (Math.abs(value) < 10_000) return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 });
}

const tickFont = font(0).replace(/^.*px /, '');
