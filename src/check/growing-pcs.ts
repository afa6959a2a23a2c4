import type { HeapTextRecord } from '../profile/heap-text.ts';
import { recordGrowth } from '../profile/record-growth.ts';

/** The hidden program counters of records that hold more bytes at head than at base, those that grew most first, each once. */
export function growingPcs(
  base: readonly HeapTextRecord[],
  head: readonly HeapTextRecord[],
): readonly string[] {
  const growing = recordGrowth(base, head).sort((a, b) => b.bytes - a.bytes);
  return [...new Set(growing.flatMap(({ record }) => record.hiddenPcs))];
}
