/** The catalogue's pattern ids, in the order of the catalogue. */
export const patternIds = [
  'goroutine-blocked-send',
  'goroutine-blocked-receive',
  'goroutine-blocked-select',
  'goroutine-infinite-loop',
  'goroutine-blocked-lock',
  'goroutine-blocked-io',
  'context-not-cancelled',
  'resource-not-closed',
  'timer-not-stopped',
  'cache-unbounded',
  'map-retention',
  'slice-retention',
  'closure-capture',
  'heap-growth',
] as const;

export type PatternId = (typeof patternIds)[number];

/** One way to mend a pattern, with compilable Go before and after. */
export type Fix = {
  readonly title: string;
  readonly text: string;
  /** Go that leaks, short enough for a thread. */
  readonly before: string;
  /** The same Go, mended. */
  readonly after: string;
  /** Sections of the article that explain it, e.g. `3.1`. */
  readonly section: string;
};

export type Pattern = {
  readonly id: PatternId;
  /** A name for people, e.g. "goroutines blocked sending". */
  readonly title: string;
  /** What happens, in one or two sentences for an engineer at 3 a.m. */
  readonly summary: string;
  readonly fixes: readonly Fix[];
};
