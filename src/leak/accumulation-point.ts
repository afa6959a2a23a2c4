import type { Frame } from '../profile/profile.ts';
import { originOf } from './frame-origin.ts';

/**
 * The frame that answers for a stack: the own function nearest to the leaf, where the team can change something. Without
 * own code the dependency nearest to the leaf, then the standard library, then the leaf itself.
 */
export function accumulationPoint(
  stack: readonly Frame[],
  modulePrefixes: readonly string[],
): Frame | undefined {
  const origins = stack.map((frame) => originOf(frame, modulePrefixes));
  for (const wanted of ['own', 'library', 'standard'] as const) {
    const index = origins.indexOf(wanted);
    if (index >= 0) return stack[index];
  }
  return stack[0];
}
