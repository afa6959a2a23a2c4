import { altTextLimit } from './chart-data.ts';
import { plainText } from './plain-text.ts';
import type { ReplicaCurve, ReplicaCurves } from './replica-curves.ts';
import type { Report } from './report.ts';
import { formatAmount, formatBytes, formatWindow, type Measure, plural } from './units.ts';

const named = 6;

/** The growth chart in sentences, with its numbers, for a reader who does not see it. */
export function growthAltText(report: Report, curves: ReplicaCurves): string {
  const over = `of ${plural(report.replicas.length, 'replica')} of ${plainText(report.service, 60)} over ${formatWindow(report.window.ms)}`;
  const sentences = [
    ...(curves.heap.length > 0 ? [`Live heap ${over}: ${changes(curves.heap, 'heap')}.`] : []),
    ...(curves.goroutines.length > 0 ? [`Goroutines: ${changes(curves.goroutines, 'goroutine')}.`] : []),
    ...(report.limit ? [`The memory limit of a replica is ${formatBytes(report.limit.bytes)}.`] : []),
    ...missing(report, curves),
  ];
  return plainText(sentences.join(' '), altTextLimit).replaceAll('<', '‹').replaceAll('>', '›');
}

function changes(curves: readonly ReplicaCurve[], measure: Measure): string {
  const shown = curves.slice(0, named).map((curve) => change(curve, measure));
  const rest = curves.slice(named).flatMap(({ points }) => points.at(-1)?.value ?? []);
  if (rest.length === 0) return shown.join('; ');
  const low = rest.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = rest.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return `${shown.join('; ')}; ${rest.length} more ended between ${formatAmount(low, measure)} and ${formatAmount(high, measure)}`;
}

function change({ target, points }: ReplicaCurve, measure: Measure): string {
  const name = plainText(target, 60);
  const first = points[0]?.value ?? 0;
  const last = points.at(-1)?.value ?? first;
  if (points.length < 2) return `${name} was at ${formatAmount(last, measure)} in its only capture`;
  const from = formatAmount(first, measure);
  const to = formatAmount(last, measure);
  if (from === to || Math.abs(last - first) < first * 0.02) return `${name} stayed near ${to}`;
  return `${name} ${last > first ? 'rose' : 'fell'} from ${from} to ${to}`;
}

function missing(report: Report, curves: ReplicaCurves): string[] {
  const count = report.replicas.length - curves.heap.length;
  return count > 0
    ? [`${plural(count, 'replica')} gave no capture and ${count === 1 ? 'is' : 'are'} not drawn.`]
    : [];
}
