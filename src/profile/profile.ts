import type { StackTable } from './stack-table.ts';

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

/** What a profile says of itself, beside its samples. */
export type ProfileHeader = {
  readonly sampleTypes: readonly ValueType[];
  readonly defaultSampleType: string | undefined;
  readonly periodType: ValueType | undefined;
  /** The sampling period, for a heap profile the mean bytes between samples (`runtime.MemProfileRate`). */
  readonly period: number;
  /** When the profile was written, in nanoseconds since the epoch; 0 when unknown. Loses precision above 2^53. */
  readonly timeNanos: number;
  readonly durationNanos: number;
};

/** Whole numbers, one for each sample; as bigints where one of them is beyond 2^53. */
export type Column = Float64Array | BigInt64Array;

/**
 * A pprof profile whose every reference has been resolved and checked. Samples stand in columns: the same index of each holds
 * one sample. Stacks are numbers of a table that profiles can share: then equal numbers are equal stacks.
 */
export type Profile = ProfileHeader & {
  /** How many samples it had when it was read, those included that were left out then. */
  readonly sampleCount: number;
  readonly stacks: StackTable;
  /** Number of each sample's stack. */
  readonly stackOf: Uint32Array;
  /** Values by sample type. */
  readonly values: readonly Column[];
  /** Size of one object of each sample in bytes, the heap profile's numeric label `bytes`; 0 where there is none. */
  readonly objectBytes: Float64Array;
};
