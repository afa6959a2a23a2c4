import type { EarlierBase, ReplicaCaptures } from './captures.ts';
import type { EarlierValue } from './recent-growth.ts';

/** One number of what earlier checks of the process found, oldest first, where they know it. */
export function earlierValues(
  { earlier = [] }: ReplicaCaptures,
  pick: (base: EarlierBase) => number | undefined,
): readonly EarlierValue[] {
  return earlier.flatMap((base) => {
    const value = pick(base);
    return value === undefined ? [] : [{ takenAtMs: base.takenAtMs, agoMs: base.agoMs, value }];
  });
}
