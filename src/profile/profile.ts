/** One line of a stack: a function that was running or had been inlined there. */
export type Frame = {
  /** Fully qualified Go name, e.g. `main.(*Server).handle.func1`. Never empty: a location without lines gets a pseudo name. */
  readonly function: string;
  /** Path as the compiler wrote it; empty when the profile has none. */
  readonly file: string;
  /** 1-based; 0 when unknown. */
  readonly line: number;
};

/** What one column of values counts, e.g. `inuse_space` in `bytes`. */
export type ValueType = { readonly type: string; readonly unit: string };

/** A stack and its values, one value for each of the profile's sample types. */
export type Sample = {
  /** Leaf first, inlined lines expanded (innermost first). */
  readonly stack: readonly Frame[];
  readonly values: readonly number[];
  /** Size of one object of this row in bytes: the heap profile's numeric label `bytes`. */
  readonly objectBytes: number | undefined;
};

/** A pprof profile whose every reference has been resolved and checked. */
export type Profile = {
  readonly sampleTypes: readonly ValueType[];
  readonly defaultSampleType: string | undefined;
  readonly samples: readonly Sample[];
  readonly periodType: ValueType | undefined;
  /** The sampling period, for a heap profile the mean bytes between samples (`runtime.MemProfileRate`). */
  readonly period: number;
  /** When the profile was written, in nanoseconds since the epoch; 0 when unknown. Loses precision above 2^53. */
  readonly timeNanos: number;
  readonly durationNanos: number;
};
