import type { Fact } from './finding.ts';
import type { Trend } from './trend.ts';

/** How fast the two halves grew in all the replicas that passed the halves rule together. */
export function halvesFact(trends: readonly Trend[]): Fact[] {
  const halves = trends.flatMap(({ shape, halvesRatio, slope }) => {
    if (shape !== 'growing' || halvesRatio === undefined) return [];
    const first = (2 * slope * 60_000) / (1 + halvesRatio);
    return [{ first, second: first * halvesRatio }];
  });
  if (halves.length === 0) return [];
  const firstPerMinute = halves.reduce((sum, { first }) => sum + first, 0);
  return [
    { kind: 'halves', firstPerMinute, secondPerMinute: halves.reduce((sum, { second }) => sum + second, 0) },
  ];
}
