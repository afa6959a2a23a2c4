import type { HeapTextRecord } from './heap-text.ts';

/** The records of head that hold more bytes than at base, in their order, with how many more. */
export function recordGrowth(
  base: readonly HeapTextRecord[],
  head: readonly HeapTextRecord[],
): { readonly record: HeapTextRecord; readonly bytes: number }[] {
  const atBase = new Map<string, number>();
  for (const record of base) {
    if (record.inuseBytes === 0) continue;
    const key = keyOf(record);
    atBase.set(key, (atBase.get(key) ?? 0) + record.inuseBytes);
  }
  return head
    .filter(({ inuseBytes }) => inuseBytes > 0)
    .map((record) => ({ record, bytes: record.inuseBytes - (atBase.get(keyOf(record)) ?? 0) }))
    .filter(({ bytes }) => bytes > 0);
}

/** Records of one stack differ by object size; the size shows only in their means. */
function keyOf({ stackText, inuseObjects, inuseBytes, allocObjects, allocBytes }: HeapTextRecord): string {
  const size = inuseObjects > 0 ? inuseBytes / inuseObjects : allocBytes / Math.max(1, allocObjects);
  return `${size}@${stackText}`;
}
