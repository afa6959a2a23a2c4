import { flatCum } from '../profile/flat-cum.ts';
import { type RankedPair, rankPair } from '../profile/rank-pair.ts';
import { stackGrowth } from '../profile/stack-totals.ts';
import { top } from '../profile/top.ts';
import { valueIndex } from '../profile/value-index.ts';
import { growthTable } from '../report/growth-table.ts';
import { defaultType, type FilePair, profilePairOf } from './read-profile-pair.ts';

type Ranking = { readonly rows: number; readonly type: string | undefined };

/**
 * The functions whose value grew or shrank most, as `go tool pprof -top -diff_base` counts them. Throws UsageError that names the file
 * that is no profile, and ProfileError without such a type.
 */
export function topTable(pair: FilePair, { rows, type }: Ranking): string {
  const typeOf = (header: RankedPair['head']) => type ?? defaultType(header);
  const ranked = rankPair(pair.bytes, { typeOf, rows }) ?? rankProfiles(pair, { rows, type });
  const shown = typeOf(ranked.head);
  const valueType = ranked.head.sampleTypes[valueIndex(ranked.head, shown)] ?? { type: shown, unit: '' };
  return growthTable(ranked.rows, valueType);
}

function rankProfiles(pair: FilePair, { rows, type }: Ranking): RankedPair {
  const { base, head } = profilePairOf(pair, type);
  const totals = flatCum(stackGrowth(base, head, type ?? defaultType(head)));
  return { head, rows: top(totals, { by: 'flat', limit: rows }) };
}
