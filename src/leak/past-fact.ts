import type { Fact } from './finding.ts';
import { isRecent } from './recent-growth.ts';
import type { SeriesJudgement } from './series-judgement.ts';

/** How the series has grown since an earlier check of the same process, where there was one. */
export function pastFact({ past }: SeriesJudgement, target: string): Fact[] {
  if (past === undefined) return [];
  const { since, growth, share } = past;
  const { takenAtMs, agoMs } = since;
  return [{ kind: 'past', target, takenAtMs, agoMs, growth, share, recent: isRecent(share) }];
}
