import type { ChartBand, ChartLine, ChartPanel, GrowthChart } from './chart-data.ts';
import { distinctNames } from './distinct-names.ts';
import { growthAltText } from './growth-alt-text.ts';
import { plainText } from './plain-text.ts';
import { type ReplicaCurve, replicaCurves } from './replica-curves.ts';
import type { Report } from './report.ts';
import { verdictNames } from './report-words.ts';
import {
  byteUnit,
  formatAmount,
  formatBytes,
  formatCount,
  formatWindow,
  type Measure,
  plural,
} from './units.ts';

/** More lines than this and nobody can follow one: then the outliers are drawn, and a band for the rest. */
const mostLines = 12;
const outliers = 10;
/** A limit further off than this would press the lines flat, or lie on the axis: it is only named. */
const nearLimit = { below: 0.1, above: 2.5 };

/** Live heap and goroutines of every replica over the window; undefined when nothing was captured. */
export function growthChart(report: Report): GrowthChart | undefined {
  const curves = replicaCurves(report);
  const xUnit = timeUnit(report.window.ms);
  const panels = [
    panel({ report, curves: curves.heap, measure: 'heap', msPerX: xUnit.ms }),
    panel({ report, curves: curves.goroutines, measure: 'goroutine', msPerX: xUnit.ms }),
  ].filter((each) => each !== undefined);
  if (panels.length === 0) return undefined;
  return {
    title: `${plainText(report.service, 60)}: ${verdictNames[report.verdict].toLowerCase()}`,
    subtitle: subtitle(report),
    xUnit: xUnit.name,
    xMax: report.window.ms / xUnit.ms,
    panels,
    altText: growthAltText(report, curves),
  };
}

function subtitle(report: Report): string {
  const started = `${report.window.from.slice(0, 10)} ${report.window.from.slice(11, 16)} UTC`;
  return `${plural(report.replicas.length, 'replica')}, ${formatWindow(report.window.ms)} from ${started}`;
}

type PanelSource = {
  readonly report: Report;
  readonly curves: readonly ReplicaCurve[];
  readonly measure: Measure;
  readonly msPerX: number;
};

function panel({ report, curves, measure, msPerX }: PanelSource): ChartPanel | undefined {
  const highest = Math.max(...curves.flatMap((curve) => curve.points.map((point) => point.value)));
  if (curves.length === 0) return undefined;
  const limit = measure === 'heap' ? report.limit : undefined;
  const near = limit !== undefined && isNear(limit.bytes / highest);
  const unit =
    measure === 'heap'
      ? byteUnit(near ? Math.max(highest, limit.bytes) : highest)
      : { name: 'goroutines', size: 1 };
  const names = distinctNames(curves.map((curve) => curve.target));
  const lines = curves.map((curve, index) =>
    line({ curve, name: names[index] ?? '', measure, msPerX, size: unit.size }),
  );
  const drawn = lines.length > mostLines ? lines.slice(0, outliersOf(report)) : lines;
  return {
    title: measure === 'heap' ? `Live heap, ${unit.name}` : 'Goroutines',
    note: limit && !near ? `memory limit ${formatBytes(limit.bytes)}, off this chart` : undefined,
    whole: measure === 'goroutine',
    lines: drawn,
    band: band(lines.slice(drawn.length)),
    limit: near
      ? { y: limit.bytes / unit.size, label: `memory limit ${formatBytes(limit.bytes)}` }
      : undefined,
  };
}

type LineSource = {
  readonly curve: ReplicaCurve;
  readonly name: string;
  readonly measure: Measure;
  readonly msPerX: number;
  readonly size: number;
};

function line({ curve, name, measure, msPerX, size }: LineSource): ChartLine {
  const last = curve.points.at(-1)?.value ?? 0;
  return {
    name,
    points: curve.points.map((point) => ({ x: point.atMs / msPerX, y: point.value / size })),
    lastValue: measure === 'heap' ? formatAmount(last, 'heap') : formatCount(Math.round(last)),
  };
}

/** How many of many replicas get a line: those not healthy, within reason, else the three that change most. */
function outliersOf({ replicas }: Report): number {
  const unhealthy = replicas.filter(({ verdict, series }) => verdict !== 'healthy' && series.atMs.length > 0);
  return Math.min(outliers, Math.max(3, unhealthy.length));
}

function isNear(ratio: number): boolean {
  return ratio >= nearLimit.below && ratio <= nearLimit.above;
}

/** Replicas are captured at slightly different times: the band takes the nearest planned moment of each. */
function band(lines: readonly ChartLine[]): ChartBand | undefined {
  if (lines.length === 0) return undefined;
  const steps = Math.max(...lines.map((each) => each.points.length));
  const points = Array.from({ length: steps }, (_, step) => lines.flatMap((each) => each.points[step] ?? []))
    .filter((column) => column.length > 0)
    .map((column) => ({
      x: column.reduce((total, point) => total + point.x, 0) / column.length,
      low: column.reduce((low, point) => Math.min(low, point.y), Number.POSITIVE_INFINITY),
      high: column.reduce((high, point) => Math.max(high, point.y), Number.NEGATIVE_INFINITY),
    }));
  return { name: `and ${lines.length} more`, points };
}

function timeUnit(windowMs: number): { readonly name: GrowthChart['xUnit']; readonly ms: number } {
  if (windowMs < 120_000) return { name: 'seconds', ms: 1_000 };
  return windowMs < 3 * 3_600_000 ? { name: 'minutes', ms: 60_000 } : { name: 'hours', ms: 3_600_000 };
}
