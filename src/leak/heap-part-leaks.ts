import { arraySteps } from './array-steps.ts';
import { growsInSteps } from './grows-in-place.ts';
import type { GroupInReplica } from './heap-candidates.ts';
import { isUncollected } from './live-heap.ts';
import { significance } from './significance.ts';

/** A stack that explains this share of the growth of the whole heap. */
const leadingShare = 0.5;
/** A smaller stack whose second half grew less than this share of its first is filling up, whatever the whole heap does. */
const fillingRatio = 0.25;

/**
 * The samples of one stack scatter, so that its halves say little beside the exact ones of the whole heap: a stack that explains
 * most of a leak leaks with it, while a smaller one may be filling up. Where no collection was forced, there is no exact series
 * that could prove a leak.
 */
export function partLeaks(part: GroupInReplica): boolean {
  const { judged, trend, group } = part;
  if (isUncollected(judged.replica)) return false;
  if (hasClimbed(part)) return true;
  if (!judged.heap.leaks || trend.growth <= 0) return false;
  const explainsMost = group.growthBytes >= leadingShare * judged.heap.trend.growth;
  return explainsMost || trend.halvesRatio === undefined || trend.halvesRatio > fillingRatio;
}

/**
 * Stairs do not pass the halves rule. Two steps of a process that has lived for longer than the window, the later of them in its
 * second half, are evidence all the same; while a process starts up, its caches climb as well.
 */
function hasClimbed(part: GroupInReplica): boolean {
  const { judged, group } = part;
  const { heap } = judged;
  if (!climbs(part) || heap.young || heap.recent || heap.followsLoad || heap.trend.pGrowth > significance)
    return false;
  const steps = arraySteps(group.series);
  const [first, head] = [group.series[0], group.series.at(-1)];
  if (steps === undefined || first === undefined || head === undefined) return false;
  return steps.steps >= 2 && steps.lastAtMs > (first.atMs + head.atMs) / 2;
}

/** Whether what the group holds grows in stairs. */
export function climbs({ judged, group }: GroupInReplica): boolean {
  return growsInSteps(group, judged.primitives.get(group.culprit));
}
