import { samplesOf } from '../profile/sample.ts';
import { culpritOf } from './accumulation-point.ts';
import type { PointCapture } from './captures.ts';
import { groupKey } from './goroutine-groups.ts';
import { waitOf } from './wait.ts';

/**
 * Goroutines in the runtime's own leak profile at head, by `<wait> <culprit>`: blocked on something that nothing can reach any
 * more. A hit is proof; most real leaks are not in it, so an empty answer says nothing.
 */
export function provedLeaks(
  captures: readonly PointCapture[],
  modulePrefixes: readonly string[],
): ReadonlyMap<string, number> {
  const profile = captures.at(-1)?.extras?.leaked;
  const proved = new Map<string, number>();
  for (const { stack, values } of profile === undefined ? [] : samplesOf(profile)) {
    const key = groupKey({ wait: waitOf(stack), culprit: culpritOf(stack, modulePrefixes) });
    proved.set(key, (proved.get(key) ?? 0) + (values[0] ?? 0));
  }
  return proved;
}
