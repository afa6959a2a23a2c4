import type { PatternId } from '../pattern.ts';

/** What is left behind when a library is used in a certain wrong way, and what its caller must do instead. */
export type KnownLibrary = {
  /** What is left behind, e.g. `go-redis client`. */
  readonly name: string;
  /** As in an import statement. */
  readonly importPath: string;
  /** What grows first: goroutines that it started, or memory that it keeps. */
  readonly kind: 'goroutine' | 'heap';
  /**
   * Functions in whose stacks the growth is seen: a goroutine's own, or those that allocate. Full Go names without type
   * arguments and closures; a major version in the import path says nothing and is ignored.
   */
  readonly functions: readonly string[];
  /** Where given, a stack must show one of these too: one function may wait for several reasons. */
  readonly besides?: readonly string[];
  readonly pattern: PatternId;
  /** What to do, in one sentence for an engineer at 3 a.m. */
  readonly advice: string;
  /** Go that leaks, short enough for a thread. */
  readonly before?: string;
  /** The same Go, mended. */
  readonly after?: string;
};
