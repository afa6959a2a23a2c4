import type { PointCapture } from './captures.ts';
import { isLoad } from './is-load.ts';
import type { SeriesJudgement } from './series-judgement.ts';
import type { Point } from './statistics/theil-sen.ts';
import { clearGrowthLevel, fewestPoints, type Trend, trendOf } from './trend.ts';
import { workDone } from './work-done.ts';

/** One replica's series with its captures, one for each point. */
export type SeriesInReplica = {
  readonly series: SeriesJudgement;
  readonly captures: readonly PointCapture[];
};

/** A replica takes part in growth that the sum shows when it grows at least this much of the mean itself. */
const leastPart = 0.5;
/** Fewer than this share of the replicas cannot speak for the others: one that is noisy would lend its growth to all. */
const leastTakingPart = 0.5;

/**
 * Replicas run the same code, so that growth too faint for each may be beyond doubt in their sum, in which scatter averages out
 * (sums and variances add). Where none leaks beyond doubt alone (allowing for how many there are: one of many seems to by chance),
 * the sum decides: if it grows as a leak does, those that take part leak.
 */
export function poolReplicas(
  replicas: readonly SeriesInReplica[],
  grain: number,
): readonly SeriesJudgement[] {
  const alone = replicas.map(({ series }) => series);
  const sure = ({ leaks, trend }: SeriesJudgement) =>
    leaks && trend.pGrowth <= clearGrowthLevel / replicas.length;
  if (replicas.length < 2) return alone;
  if (alone.some(sure)) return alone.map((series) => ({ ...series, leaks: sure(series) }));
  const pooled = sumOf(replicas, grain);
  const unproven = alone.map((series) => ({ ...series, leaks: false }));
  if (pooled === undefined) return unproven;
  const mean = alone.reduce((sum, { trend }) => sum + trend.slope, 0) / alone.length;
  const takesPart = (series: SeriesJudgement) =>
    mayTakePart(series) && series.trend.slope >= leastPart * mean;
  if (alone.filter(takesPart).length < leastTakingPart * alone.length) return unproven;
  return alone.map((series) =>
    takesPart(series)
      ? { ...series, leaks: true, pooled: { ...pooled, replicas: alone.length } }
      : { ...series, leaks: false },
  );
}

function mayTakePart({ trend: { shape }, recent, followsLoad }: SeriesJudgement): boolean {
  return (shape === 'growing' || shape === 'uneven' || shape === 'flat') && !recent && !followsLoad;
}

/** The trend of the sum over the points that every replica has; undefined unless it grows as a leak does. */
function sumOf(replicas: readonly SeriesInReplica[], grain: number): Trend | undefined {
  const [first, ...others] = replicas.map(byPoint);
  const shared = [...(first ?? [])].filter(([point]) => others.every((other) => other.has(point)));
  if (first === undefined || shared.length < fewestPoints) return undefined;
  const at = (point: number) => [first, ...others].flatMap((replica) => replica.get(point) ?? []);
  const points = shared.map(([point, { atMs }]): Point => {
    return { atMs, value: at(point).reduce((sum, { value }) => sum + value, 0) };
  });
  const trend = trendOf(points, grain);
  return trend.shape === 'growing' && !isLoad(points, workOf(shared.map(([point]) => at(point))))
    ? trend
    : undefined;
}

/** What all of them have done by each of these points. */
function workOf(
  points: readonly (readonly { readonly capture: PointCapture }[])[],
): readonly number[] | undefined {
  const replicas = (points[0] ?? []).map((_, replica) =>
    workDone(points.flatMap((captures) => captures[replica]?.capture ?? [])),
  );
  if (replicas.some((done) => done === undefined)) return undefined;
  return points.map((_, index) => replicas.reduce((sum, done) => sum + (done?.[index] ?? 0), 0));
}

function byPoint({ series, captures }: SeriesInReplica) {
  return new Map(
    captures.flatMap((capture, index) => {
      const point = series.points[index];
      return point === undefined ? [] : [[capture.point, { ...point, capture }] as const];
    }),
  );
}
