import type { HeapGroup } from './heap-group.ts';
import type { Primitive, PrimitiveShares } from './primitive.ts';

/** A map's tables are smaller than this: one object of this size that holds most of the growth is an array. */
const leastArrayBytes = 128 * 1024;
const leadingShare = 0.5;

/** One array that is appended to is replaced by a larger one: then the largest size at head holds most of what is there. */
export function growsInPlace({ atHeadBytes, stacks }: HeapGroup): boolean {
  const [stack] = stacks;
  return (
    stack !== undefined &&
    stack.objectBytes >= leastArrayBytes &&
    stack.objectBytes >= leadingShare * atHeadBytes
  );
}

/**
 * Whether what a group holds grows in stairs: one array that is appended to, several large ones, or the tables of a map, which double
 * together as its keys are spread evenly. Between two steps the memory stands still while entries go on coming.
 */
export function growsInSteps(group: HeapGroup, primitives: PrimitiveShares | undefined): boolean {
  const share = (primitive: Primitive) => primitives?.get(primitive) ?? 0;
  const largeSlices =
    share('slice') >= leadingShare && (group.stacks[0]?.objectBytes ?? 0) >= leastArrayBytes;
  return growsInPlace(group) || largeSlices || share('map') >= leadingShare;
}
