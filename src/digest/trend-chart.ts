import { altTextLimit, type ChartLine, type ChartPanel, type GrowthChart } from '../report/chart-data.ts';
import { distinctNames } from '../report/distinct-names.ts';
import { plainText } from '../report/plain-text.ts';
import { byteUnit, formatAmount, type Measure, plural } from '../report/units.ts';
import { perDay } from './trend.ts';

export type ServicePoint = {
  readonly atMs: number;
  readonly heapPerDay: number | undefined;
  readonly goroutinesPerDay: number | undefined;
};

/** What checks of a service saw of its growth, oldest first. */
export type ServicePoints = { readonly service: string; readonly points: readonly ServicePoint[] };

/** More lines than this and nobody can follow one. */
const mostLines = 8;

type Curve = { readonly service: string; readonly points: readonly { atMs: number; value: number }[] };
type Axis = { readonly fromMs: number; readonly xUnit: GrowthChart['xUnit']; readonly msPerX: number };

/** Growth a day by service over the time that checks tell of; undefined where no service has two points. */
export function trendChart(services: readonly ServicePoints[], nowMs: number): GrowthChart | undefined {
  const shown = fastest(services.filter(({ points }) => points.length > 1));
  if (shown.length === 0) return undefined;
  // Each service in the same place of both panels, and so of the same colour, dash and mark.
  const heap = curvesOf(shown, ({ heapPerDay }) => heapPerDay);
  const goroutines = curvesOf(shown, ({ goroutinesPerDay }) => goroutinesPerDay);
  const fromMs = Math.min(...shown.flatMap(({ points }) => points[0]?.atMs ?? nowMs));
  const axis = { fromMs, ...unitOf(nowMs - fromMs) };
  const panels = [panel(heap, 'heap', axis), panel(goroutines, 'goroutine', axis)];
  const drawn = panels.filter((each) => each !== undefined);
  if (drawn.length === 0) return undefined;
  const more = services.length - shown.length;
  return {
    title: 'Growth a day by service',
    subtitle: more > 0 ? `the fastest; ${plural(more, 'more service')} not drawn` : 'over the last checks',
    xUnit: axis.xUnit,
    xMax: (nowMs - fromMs) / axis.msPerX,
    mark: 'check',
    isAgo: true,
    panels: drawn,
    altText: altText(heap, goroutines),
  };
}

function curvesOf(
  services: readonly ServicePoints[],
  amountOf: (point: ServicePoint) => number | undefined,
): Curve[] {
  return services
    .map(({ service, points }) => ({
      service,
      points: points.flatMap((point) => {
        const value = amountOf(point);
        return value === undefined ? [] : [{ atMs: point.atMs, value }];
      }),
    }))
    .filter(({ points }) => points.length > 0);
}

/** Those that have grown fastest, be it by heap or by goroutines: each is taken by its share of the fastest one. */
function fastest(services: readonly ServicePoints[]): readonly ServicePoints[] {
  const heapOf = ({ points }: ServicePoints) => most(points.map(({ heapPerDay = 0 }) => heapPerDay));
  const goroutinesOf = ({ points }: ServicePoints) =>
    most(points.map(({ goroutinesPerDay = 0 }) => goroutinesPerDay));
  const [mostHeap, mostGoroutines] = [most(services.map(heapOf)), most(services.map(goroutinesOf))];
  const share = (each: ServicePoints) =>
    Math.max(heapOf(each) / (mostHeap || 1), goroutinesOf(each) / (mostGoroutines || 1));
  return [...services].sort((a, b) => share(b) - share(a)).slice(0, mostLines);
}

function most(values: readonly number[]): number {
  return values.reduce((highest, value) => Math.max(highest, value), 0);
}

function unitOf(ms: number): Omit<Axis, 'fromMs'> {
  const hourMs = 3_600_000;
  if (ms < 3 * hourMs) return { xUnit: 'minutes', msPerX: 60_000 };
  return ms < 48 * hourMs ? { xUnit: 'hours', msPerX: hourMs } : { xUnit: 'days', msPerX: 24 * hourMs };
}

function panel(curves: readonly Curve[], measure: Measure, axis: Axis): ChartPanel | undefined {
  if (curves.length === 0) return undefined;
  const highest = Math.max(...curves.flatMap(({ points }) => points.map(({ value }) => value)));
  const unit = measure === 'heap' ? byteUnit(highest) : { name: 'goroutines', size: 1 };
  const names = distinctNames(curves.map(({ service }) => service));
  return {
    title: measure === 'heap' ? `Live heap, ${unit.name} a day` : 'Goroutines a day',
    note: undefined,
    whole: measure === 'goroutine',
    lines: curves.map(({ points }, index): ChartLine => {
      const last = points.at(-1)?.value ?? 0;
      return {
        name: names[index] ?? '',
        points: points.map(({ atMs, value }) => ({
          x: (atMs - axis.fromMs) / axis.msPerX,
          y: value / unit.size,
        })),
        lastValue: last > 0 ? `+${formatAmount(last, measure).replace(/ goroutines?$/, '')}` : 'none clear',
      };
    }),
    band: undefined,
    limit: undefined,
  };
}

function altText(heap: readonly Curve[], goroutines: readonly Curve[]): string {
  const sentences = [
    ...(heap.length > 0 ? [`Growth of live heap a day: ${changes(heap, 'heap')}.`] : []),
    ...(goroutines.length > 0 ? [`Goroutines a day: ${changes(goroutines, 'goroutine')}.`] : []),
  ];
  return plainText(sentences.join(' '), altTextLimit).replaceAll('<', '‹').replaceAll('>', '›');
}

function changes(curves: readonly Curve[], measure: Measure): string {
  return curves
    .map(({ service, points }) => {
      const words = (value = 0) => perDay(value, measure) ?? 'none clear';
      const over = `in ${plural(points.length, 'check')}`;
      return `${plainText(service, 60)} from ${words(points[0]?.value)} to ${words(points.at(-1)?.value)} ${over}`;
    })
    .join('; ');
}
