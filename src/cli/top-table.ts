import { flatCum } from '../profile/flat-cum.ts';
import { stackGrowth } from '../profile/stack-totals.ts';
import { top } from '../profile/top.ts';
import { valueIndex } from '../profile/value-index.ts';
import { growthTable } from '../report/growth-table.ts';
import { defaultType, type ProfilePairRead } from './read-profile-pair.ts';

/** The functions whose value grew or shrank most, as `go tool pprof -top -diff_base` counts them. Throws ProfileError without such a type. */
export function topTable(
  { base, head }: ProfilePairRead,
  { rows, type }: { readonly rows: number; readonly type: string | undefined },
): string {
  const shown = type ?? defaultType(head);
  const totals = flatCum(stackGrowth(base, head, shown));
  const valueType = head.sampleTypes[valueIndex(head, shown)] ?? { type: shown, unit: '' };
  return growthTable(top(totals, { by: 'flat', limit: rows }), valueType);
}
