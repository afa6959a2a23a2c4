import type { Fact } from './finding.ts';
import type { SeriesJudgement } from './series-judgement.ts';
import type { Trend } from './trend.ts';

/** How fast the two halves grew in all the replicas that passed the halves rule, each alone or all in their sum. */
export function halvesFact(judgements: readonly Pick<SeriesJudgement, 'trend' | 'pooled'>[]): Fact[] {
  const pooled = judgements.find((each) => each.pooled !== undefined)?.pooled;
  const halves = (pooled === undefined ? judgements.map(({ trend }) => trend) : [pooled]).flatMap(halvesOf);
  if (halves.length === 0) return [];
  const firstPerMinute = halves.reduce((sum, { first }) => sum + first, 0);
  const secondPerMinute = halves.reduce((sum, { second }) => sum + second, 0);
  return [
    {
      kind: 'halves',
      firstPerMinute,
      secondPerMinute,
      ...(pooled === undefined ? {} : { replicas: pooled.replicas }),
    },
  ];
}

function halvesOf({ shape, halvesRatio, slope }: Trend) {
  if (shape !== 'growing' || halvesRatio === undefined) return [];
  const first = (2 * slope * 60_000) / (1 + halvesRatio);
  return [{ first, second: first * halvesRatio }];
}
