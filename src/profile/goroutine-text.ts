import type { Frame } from './profile.ts';

/** One goroutine of `goroutine?debug=2`. */
export type Goroutine = {
  /**
   * Never used again in a process: a goroutine with an id that base did not have was born after base. A `g` and Go's number, as V8
   * seeds the hashes of words and not those of numbers, which could be chosen to be the same.
   */
  readonly id: string;
  /** As Go words it, without the minutes: `chan receive`, `select`, `IO wait`, `running`. */
  readonly state: string;
  /** Leaf first, the runtime's parking frames left out by Go. */
  readonly stack: readonly Frame[];
  /** The function whose `go` statement started it, and where; undefined for the main goroutine. */
  readonly createdBy: Frame | undefined;
};
