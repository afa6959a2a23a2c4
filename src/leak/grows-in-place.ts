import type { HeapGroup } from './heap-groups.ts';

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
