import type { PointCapture } from './captures.ts';
import { isLoad } from './is-load.ts';
import { type EarlierValue, isRecent, isYoung, pastShare, type SeenPast, seenPast } from './recent-growth.ts';
import type { Point } from './statistics/theil-sen.ts';
import { type Trend, trendOf } from './trend.ts';
import { workDone } from './work-done.ts';

/** An exact series of one replica, judged against the window and against the life of its process. */
export type SeriesJudgement = {
  readonly points: readonly Point[];
  readonly trend: Trend;
  /** How much of what constant growth would have left was there at base; undefined when the process is too young to tell. */
  readonly pastShare: number | undefined;
  /** What an earlier check of the same process says of its past; undefined where none can. */
  readonly past: SeenPast | undefined;
  /** Began lately, or comes and goes. */
  readonly recent: boolean;
  /** Still starting up, as far as anybody has seen it. */
  readonly young: boolean;
  /** Goes with the work of the moment rather than with all the work done so far. */
  readonly followsLoad: boolean;
  /** Grows as a leak does: in both halves, and has always done so as far as its past can tell. */
  readonly leaks: boolean;
  /** The sum over the replicas, where only that shows growth beyond doubt. */
  readonly pooled?: PooledTrend;
};

/** Of the sum over so many replicas. */
export type PooledTrend = Trend & { readonly replicas: number };

/** Judges a series whose points belong to the captures, one each. `grain` as in `trendOf`; `earlier` oldest first. */
export function judgeSeries(
  points: readonly Point[],
  captures: readonly PointCapture[],
  { grain = 0, earlier = [] }: { readonly grain?: number; readonly earlier?: readonly EarlierValue[] } = {},
): SeriesJudgement {
  const trend = trendOf(points, grain);
  const atBase = points[0]?.value ?? 0;
  const windowMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  const share = pastShare(captures, { atBase, growth: trend.growth });
  const past = seenPast(earlier, { atBase, growth: trend.growth, windowMs });
  const recent = isRecent(past?.share) || (past?.long !== true && isRecent(share));
  const young = isYoung(captures) && (past === undefined || isRecent(past.share));
  const followsLoad = trend.shape === 'growing' && isLoad(points, workDone(captures));
  const leaks = trend.shape === 'growing' && !recent && !followsLoad;
  return { points, trend, pastShare: share, past, recent, young, followsLoad, leaks };
}
