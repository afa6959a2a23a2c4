import { mostConfidence } from './confidence.ts';
import { studentQuantile } from './statistics/student-t.ts';
import { clearGrowthLevel, fewestPoints } from './trend.ts';
import { usualCaptures } from './usual-captures.ts';

/** What fewer captures than usual cost a verdict in certainty. */
export type FewerCaptures = {
  readonly usual: number;
  /** How many times as fast a leak has to be, in the same noise, to stand out as surely. */
  readonly timesAsFast: number;
  /** No leak is called surer than this, from 0 to 1. */
  readonly mostConfidence: number;
  /** How many of its captures a replica may miss and still be judged. */
  readonly spare: number;
};

/** Undefined where a window gets as many captures as usual, or more. */
export function fewerCaptures(captures: number, windowMs: number): FewerCaptures | undefined {
  const usual = usualCaptures(windowMs);
  if (captures >= usual || captures < fewestPoints) return undefined;
  return {
    usual,
    timesAsFast: leastSlope(captures) / leastSlope(usual),
    mostConfidence: mostConfidence(captures),
    spare: captures - fewestPoints,
  };
}

/** The slope over a window that is growth beyond doubt, in deviations of one of so many evenly spaced points. */
function leastSlope(points: number): number {
  const spread = (points * (points + 1)) / (12 * (points - 1));
  return studentQuantile(clearGrowthLevel, points - 2) / Math.sqrt(spread);
}
