import type { Frame } from '../../profile/profile.ts';
import { enclosingFunction } from '../function-name.ts';
import type { PatternId } from '../pattern.ts';

/** A library whose misuse a team has met itself, as its services file describes it. */
export type ServiceLibrary = {
  readonly name: string;
  /** Parts of function names, case and all; a stack must hold one of them. */
  readonly functions: readonly string[];
  /** Findings of this kind only; of both where undefined. */
  readonly kind: 'goroutine' | 'heap' | undefined;
  readonly pattern: PatternId;
  /** What to do, in one sentence. */
  readonly advice: string;
  /** Go that leaks and the same Go mended: both or neither. */
  readonly code: { readonly before: string; readonly after: string } | undefined;
};

/**
 * The first library, in the order of the services file, that a growing stack shows. Unlike those of the built-in table it may
 * be the team's own code, so that every frame counts. Plain text is looked for, never a pattern: that cannot hang.
 */
export function serviceLibraryOf(
  { kind, stack }: { readonly kind: 'goroutine' | 'heap'; readonly stack: readonly Frame[] },
  libraries: readonly ServiceLibrary[],
): ServiceLibrary | undefined {
  const names = stack.map((frame) => frame.function.replaceAll('%2e', '.'));
  const all = [...names, ...names.map(enclosingFunction)];
  return libraries.find(
    (library) =>
      (library.kind ?? kind) === kind &&
      library.functions.some((part) => all.some((name) => name.includes(part))),
  );
}
