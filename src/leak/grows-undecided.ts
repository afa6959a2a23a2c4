import { clearGrowthLevel, type Trend } from './trend.ts';

/**
 * Growth beyond doubt that neither proved to last nor slowed to less than half its speed: a longer window has to tell, and
 * healthy would be too much to say. Of many replicas that are looked at, one seems to grow by chance (Bonferroni).
 */
export function growsUndecided({ shape, pGrowth, halvesRatio }: Trend, replicas = 1): boolean {
  if (pGrowth > clearGrowthLevel / replicas) return false;
  if (shape === 'growing') return true;
  const undecided = shape === 'plateau' || shape === 'uneven';
  return undecided && halvesRatio !== undefined && halvesRatio >= 0.5;
}
