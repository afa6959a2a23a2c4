import type { Fact } from './finding.ts';
import { isRecent } from './recent-growth.ts';
import type { SeriesJudgement } from './series-judgement.ts';
import type { Shape } from './trend.ts';

/** Why growth is not proven to be a leak. */
export function doubtFacts(series: SeriesJudgement, shape: Shape): Fact[] {
  const { recent, past, pastShare, followsLoad } = series;
  if (followsLoad) return [{ kind: 'follows-load' }];
  // Then the fact about the earlier check has said so.
  if (recent && isRecent(past?.share)) return [];
  if (recent && pastShare !== undefined) return [{ kind: 'recent', share: pastShare }];
  return [shape === 'growing' ? { kind: 'unconfirmed' } : { kind: 'shape', shape }];
}
