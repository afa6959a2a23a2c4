import { clearGrowthLevel, type Trend } from './trend.ts';

/**
 * Growth beyond doubt that neither proved to last nor slowed to less than half its speed: a longer window has to tell, and
 * healthy would be too much to say.
 */
export function growsUndecided({ shape, pGrowth, halvesRatio }: Trend): boolean {
  if (shape === 'growing') return true;
  const undecided = shape === 'plateau' || shape === 'uneven';
  return undecided && pGrowth <= clearGrowthLevel && halvesRatio !== undefined && halvesRatio >= 0.5;
}
