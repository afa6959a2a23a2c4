import type { PointCapture } from './captures.ts';
import { followsLoad as seriesFollowsLoad } from './follows-load.ts';
import { isRecent, isYoung, pastShare } from './recent-growth.ts';
import type { Point } from './statistics/theil-sen.ts';
import { type Trend, trendOf } from './trend.ts';

/** An exact series of one replica, judged against the window and against the life of its process. */
export type SeriesJudgement = {
  readonly points: readonly Point[];
  readonly trend: Trend;
  /** How much of what constant growth would have left was there at base; undefined when the process is too young to tell. */
  readonly pastShare: number | undefined;
  readonly recent: boolean;
  readonly young: boolean;
  /** Goes with the work of the moment rather than with all the work done so far. */
  readonly followsLoad: boolean;
  /** Grows as a leak does: in both halves, and has always done so as far as its past can tell. */
  readonly leaks: boolean;
};

/** Judges a series whose points belong to the captures, one each. `grain` as in `trendOf`. */
export function judgeSeries(
  points: readonly Point[],
  captures: readonly PointCapture[],
  grain = 0,
): SeriesJudgement {
  const trend = trendOf(points, grain);
  const share = pastShare(captures, { atBase: points[0]?.value ?? 0, growth: trend.growth });
  const recent = isRecent(share);
  const young = isYoung(captures);
  const followsLoad = trend.shape === 'growing' && seriesFollowsLoad(points, captures);
  const leaks = trend.shape === 'growing' && !recent && !followsLoad;
  return { points, trend, pastShare: share, recent, young, followsLoad, leaks };
}
