import { altTextLimit, type ChartLine, type ChartPanel, type GrowthChart } from '../report/chart-data.ts';
import { distinctNames } from '../report/distinct-names.ts';
import { plainText } from '../report/plain-text.ts';
import { byteUnit, formatAmount, type Measure, plural } from '../report/units.ts';

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
  const heap = fastest(curvesOf(services, ({ heapPerDay }) => heapPerDay));
  const goroutines = fastest(curvesOf(services, ({ goroutinesPerDay }) => goroutinesPerDay));
  const drawn = [...heap, ...goroutines];
  if (drawn.length === 0) return undefined;
  const fromMs = Math.min(...drawn.flatMap(({ points }) => points[0]?.atMs ?? nowMs));
  const axis = { fromMs, ...unitOf(nowMs - fromMs) };
  const panels = [panel(heap, 'heap', axis), panel(goroutines, 'goroutine', axis)];
  const more = services.length - new Set(drawn.map(({ service }) => service)).size;
  return {
    title: 'Growth a day by service',
    subtitle: more > 0 ? `the fastest; ${plural(more, 'more service')} not drawn` : 'over the last checks',
    xUnit: axis.xUnit,
    xMax: (nowMs - fromMs) / axis.msPerX,
    mark: 'check',
    isAgo: true,
    panels: panels.filter((each) => each !== undefined),
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
    .filter(({ points }) => points.length > 1);
}

function fastest(curves: readonly Curve[]): readonly Curve[] {
  const most = ({ points }: Curve) => Math.max(...points.map(({ value }) => value));
  return [...curves].sort((a, b) => most(b) - most(a)).slice(0, mostLines);
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
        lastValue: `+${formatAmount(last, measure).replace(/ goroutines?$/, '')}`,
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
      const [first, last] = [points[0]?.value ?? 0, points.at(-1)?.value ?? 0];
      const over = `in ${plural(points.length, 'check')}`;
      return `${plainText(service, 60)} from +${formatAmount(first, measure)} to +${formatAmount(last, measure)} ${over}`;
    })
    .join('; ');
}
