/**
 * What reading one profile may cost. A few hundred bytes of gzip can hold millions of empty messages, so everything
 * that takes memory or time later is counted before it is decoded.
 */
export type ReadLimits = {
  /** Bytes as served, compressed or not. */
  readonly servedBytes: number;
  readonly inflatedBytes: number;
  /** Fields of any kind at the top level. */
  readonly wireFields: number;
  readonly sampleTypes: number;
  readonly samples: number;
  readonly mappings: number;
  readonly locations: number;
  /** Inlined lines of all locations. */
  readonly lines: number;
  readonly functions: number;
  readonly strings: number;
  /** Bytes of one string. Below 16,384, from where on V8 hashes a string by its length alone. */
  readonly stringBytes: number;
  readonly comments: number;
  /** Locations in one sample. Go's own bound is 1,024 (`GODEBUG=profstackdepth`). */
  readonly stackDepth: number;
  /** Location ids of all samples. */
  readonly locationIds: number;
  /** Values of all samples. */
  readonly values: number;
  /** Frames of all samples once inlined lines are expanded. */
  readonly frames: number;
  /** Frames of one stack once inlined lines are expanded. */
  readonly stackFrames: number;
};

/** Room for the largest Go profiles seen (the compiler's own: 220,000 samples), with a bound of seconds on hostile ones. */
export const defaultReadLimits: ReadLimits = {
  servedBytes: 64 * 1024 * 1024,
  inflatedBytes: 128 * 1024 * 1024,
  wireFields: 6_000_000,
  sampleTypes: 32,
  samples: 400_000,
  mappings: 10_000,
  locations: 400_000,
  lines: 800_000,
  functions: 300_000,
  strings: 400_000,
  stringBytes: 16_000,
  comments: 10_000,
  stackDepth: 2_048,
  locationIds: 20_000_000,
  values: 2_000_000,
  frames: 32_000_000,
  stackFrames: 16_384,
};
