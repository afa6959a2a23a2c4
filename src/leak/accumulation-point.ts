import type { Frame } from '../profile/profile.ts';
import { originOf } from './frame-origin.ts';

/**
 * The frame that answers for a stack: the own function nearest to the leaf, where the team can change something. Without
 * own code the dependency nearest to the leaf. Where the standard library is alone, its outermost function says what it is
 * about (`net/http.(*conn).serve`), its innermost does not (`internal/poll.runtime_pollWait`). Else the leaf.
 */
export function accumulationPoint(
  stack: readonly Frame[],
  modulePrefixes: readonly string[],
): Frame | undefined {
  const origins = stack.map((frame) => originOf(frame, modulePrefixes));
  for (const wanted of ['own', 'library'] as const) {
    const index = origins.indexOf(wanted);
    if (index >= 0) return stack[index];
  }
  return stack[Math.max(0, origins.lastIndexOf('standard'))];
}
