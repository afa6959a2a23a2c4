import type { HeapTextRecord } from '../profile/heap-text.ts';

/** The hidden program counters of records that hold more bytes at head than at base, those that grew most first, each once. */
export function growingPcs(
  base: readonly HeapTextRecord[],
  head: readonly HeapTextRecord[],
): readonly string[] {
  const atBase = new Map<string, number>();
  for (const record of base) atBase.set(keyOf(record), (atBase.get(keyOf(record)) ?? 0) + record.inuseBytes);
  const growing = head
    .map((record) => ({ record, growth: record.inuseBytes - (atBase.get(keyOf(record)) ?? 0) }))
    .filter(({ growth }) => growth > 0)
    .sort((a, b) => b.growth - a.growth);
  return [...new Set(growing.flatMap(({ record }) => record.hiddenPcs))];
}

/** Records of one stack differ by object size; the size shows only in their means. */
function keyOf({ pcs, inuseObjects, inuseBytes, allocObjects, allocBytes }: HeapTextRecord): string {
  const size =
    inuseObjects > 0 ? inuseBytes / inuseObjects : allocObjects > 0 ? allocBytes / allocObjects : 0;
  return `${size}@${pcs.join()}`;
}
