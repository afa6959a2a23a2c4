import type { Trend } from './trend.ts';

/**
 * How far a straight line must stand out from its scatter (slope by its standard error) for the halves rule to call it growing 9
 * times in 10: simulated for 5 captures 21, for 9 captures 18.
 */
const neededToGrow = 20;
/** Below this the slope is as good as none, and cannot be extrapolated from. */
const leastToExtrapolate = 2;

/**
 * How many times longer the window has to be for this growth, if it goes on like that, to pass the halves rule: growth rises
 * with the window, its scatter does not. Undefined where time alone does not help: there is no growth to speak of, or the doubt
 * is about its shape.
 */
export function neededFactor({ shape, slope, slopeError }: Trend): number | undefined {
  if (shape !== 'uneven' && shape !== 'flat') return undefined;
  const standsOut = slope / slopeError;
  return standsOut >= leastToExtrapolate && standsOut < neededToGrow ? neededToGrow / standsOut : undefined;
}

/** The same where the live heap is known to leak and only the place is open: it takes so many sampled births to name one. */
export function neededForSamples(births: number, expectedBirths: number): number | undefined {
  return births > 0 && births < expectedBirths ? expectedBirths / births : undefined;
}
