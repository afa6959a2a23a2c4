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
  let library: Frame | undefined;
  let standard: Frame | undefined;
  for (const frame of stack) {
    const origin = originOf(frame, modulePrefixes);
    if (origin === 'own') return frame;
    if (origin === 'library') library = frame;
    if (origin === 'standard') standard = frame;
  }
  return library ?? standard ?? stack[0];
}

/** Its name without closures and type arguments: what growth is gathered by. */
export function culpritOf(stack: readonly Frame[], modulePrefixes: readonly string[]): string {
  return enclosingFunction(accumulationPoint(stack, modulePrefixes)?.function ?? 'unknown');
}
