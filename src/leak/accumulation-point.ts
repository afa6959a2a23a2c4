import type { Frame } from '../profile/profile.ts';
import { originOf } from './frame-origin.ts';
import { enclosingFunction } from './function-name.ts';

/**
 * The frame that answers for a stack: the own function nearest to the leaf, where the team can change something. Without
 * own code the outermost function of a dependency, else of the standard library: it says what the work is about
 * (`net/http.(*conn).serve`), the innermost does not (`internal/poll.runtime_pollWait`). Else the leaf.
 */
export function accumulationPoint(
  stack: readonly Frame[],
  modulePrefixes: readonly string[],
): Frame | undefined {
  const origins = stack.map((frame) => originOf(frame, modulePrefixes));
  const own = origins.indexOf('own');
  if (own >= 0) return stack[own];
  const library = origins.lastIndexOf('library');
  return stack[library >= 0 ? library : Math.max(0, origins.lastIndexOf('standard'))];
}

/** Its name without closures and type arguments: what growth is gathered by. */
export function culpritOf(stack: readonly Frame[], modulePrefixes: readonly string[]): string {
  return enclosingFunction(accumulationPoint(stack, modulePrefixes)?.function ?? 'unknown');
}
