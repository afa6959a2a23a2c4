import type { Fact } from './finding.ts';
import type { SeriesJudgement } from './series-judgement.ts';
import type { Shape } from './trend.ts';

/** Why growth is not proven to be a leak. */
export function doubtFacts({ recent, pastShare, followsLoad }: SeriesJudgement, shape: Shape): Fact[] {
  if (followsLoad) return [{ kind: 'follows-load' }];
  if (recent && pastShare !== undefined) return [{ kind: 'recent', share: pastShare }];
  return [{ kind: 'shape', shape }];
}
