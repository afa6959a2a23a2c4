import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { GrowthChart, StacksChart } from '../report/chart-data.ts';
import { registerFonts } from './fonts.ts';
import { growthPicture, type Picture } from './growth-picture.ts';
import { heightPlugin } from './height-plugin.ts';
import { ink } from './ink.ts';
import { stacksPicture } from './stacks-picture.ts';

export type ChartRenderer = {
  /** PNG, 1,200 pixels wide. */
  growth(chart: GrowthChart): Buffer;
  /** PNG, 1,200 pixels wide. */
  stacks(chart: StacksChart): Buffer;
};

/** Draws charts as PNG, synchronously: CPU work of some tens of milliseconds. Throws when the shipped fonts are missing. */
export function createChartRenderer(): ChartRenderer {
  registerFonts();
  // One for all heights: each loads and compiles a Chart.js of its own.
  const canvas = new ChartJSNodeCanvas({ width: ink.width, height: ink.width });

  function render({ height, configuration }: Picture): Buffer {
    const { options, plugins = [] } = configuration;
    // The asynchronous renderToBuffer does not work with this canvas.
    return canvas.renderToBufferSync({
      ...configuration,
      options: { ...options, maintainAspectRatio: false },
      plugins: [heightPlugin(height), ...plugins],
    });
  }

  return {
    growth: (chart) => render(growthPicture(chart)),
    stacks: (chart) => render(stacksPicture(chart)),
  };
}
