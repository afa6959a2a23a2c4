import { createCanvas, loadImage } from 'canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ChartRenderer, createChartRenderer } from '../../src/chart/render-chart.ts';
import { growthChart } from '../../src/report/growth-chart.ts';
import type { Report } from '../../src/report/report.ts';
import { stacksChart } from '../../src/report/stacks-chart.ts';
import {
  fixtureReports,
  leakReport,
  manyFindingsReport,
  manyReplicasReport,
  replica,
} from '../report/report-fixtures.ts';

let renderer: ChartRenderer;
beforeAll(() => {
  renderer = createChartRenderer();
});

const onePoint: Report = {
  ...leakReport,
  replicas: leakReport.replicas.slice(0, 1).map((each) => ({
    ...each,
    series: { atMs: [40], heapAlloc: [4e7], goroutines: [212] },
  })),
};
const zeros: Report = {
  ...leakReport,
  replicas: [replica('still', { from: 0, to: 0, goroutines: [0, 0], verdict: 'healthy', reason: '' })],
};
const huge: Report = {
  ...leakReport,
  replicas: [replica('huge', { from: 1e12, to: 9e12, goroutines: [1e9, 9e14], verdict: 'leak', reason: '' })],
  findings: leakReport.findings.map((finding) => ({
    ...finding,
    growth: { perMinute: 1e15, interval95: [-1e15, 1e17] },
  })),
};

const reports: [string, Report][] = [
  ...Object.entries(fixtureReports),
  ['twelve replicas', manyReplicasReport(12)],
  ['500 replicas', manyReplicasReport(500)],
  ['long names', manyFindingsReport(9)],
  ['one point', onePoint],
  ['zeros', zeros],
  ['huge numbers', huge],
];

describe('every chart is a PNG 1,200 wide with white paper and something on it', () => {
  test.each(reports)('growth of %s', async (_, report) => {
    const chart = growthChart(report);
    if (chart === undefined) throw new Error('the fixture has no captures');
    const picture = await look(renderer.growth(chart));
    expect(picture).toMatchObject({ width: 1_200, corner: [255, 255, 255, 255] });
    expect(picture.inked).toBeGreaterThan(0.01);
  });

  test.each(reports.filter(([, report]) => report.findings.length > 0))('stacks of %s', async (_, report) => {
    const chart = stacksChart(report);
    if (chart === undefined) throw new Error('the fixture has no findings');
    const picture = await look(renderer.stacks(chart));
    expect(picture).toMatchObject({ width: 1_200, corner: [255, 255, 255, 255] });
    expect(picture.inked).toBeGreaterThan(0.01);
  });
});

test('the same data gives the same picture, so fonts and state do not leak between charts', () => {
  const chart = growthChart(leakReport);
  if (chart === undefined) throw new Error('the fixture has no captures');
  const first = renderer.growth(chart);
  const other = growthChart(manyReplicasReport(12));
  if (other !== undefined) renderer.growth(other);
  expect(createChartRenderer().growth(chart).equals(first)).toBe(true);
});

async function look(png: Buffer) {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark++;
  return { width: image.width, corner: [...data.slice(0, 4)], inked: dark / (data.length / 4) };
}
