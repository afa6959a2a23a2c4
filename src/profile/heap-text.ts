import type { Frame } from './profile.ts';

/**
 * What a Go process says of its memory after a heap profile in text form (`heap?debug=1`).
 * Exact counters, not samples. Bytes unless the name says otherwise. Source: runtime.MemStats.
 */
export type MemStats = {
  readonly alloc: number;
  readonly totalAlloc: number;
  readonly sys: number;
  readonly lookups: number;
  readonly mallocs: number;
  readonly frees: number;
  readonly heapAlloc: number;
  readonly heapSys: number;
  readonly heapIdle: number;
  readonly heapInuse: number;
  readonly heapReleased: number;
  readonly heapObjects: number;
  readonly stackInuse: number;
  readonly stackSys: number;
  readonly nextGC: number;
  readonly numGC: number;
  readonly numForcedGC: number;
  /** How long the last 256 collections stopped the process; that of collection n stands at (n − 1) mod 256. */
  readonly pausesNs: readonly number[];
  /** When they ended, nanoseconds since the epoch, at the same places. */
  readonly pauseEndsNs: readonly string[];
  /** Peak resident set of the process in bytes, where the platform reports it. */
  readonly maxRss: number | undefined;
};

/** One record of the text profile: raw, unscaled sample counts of one stack. */
export type HeapTextRecord = {
  readonly inuseObjects: number;
  readonly inuseBytes: number;
  readonly allocObjects: number;
  readonly allocBytes: number;
  /** The program counters as they stand in the text: equal for equal stacks of one process. */
  readonly stackText: string;
  /** Program counters leaf first, as written (`0x47a2f1`), the runtime's own leaf frames included. */
  readonly pcs: readonly string[];
  /** The frames that Go prints below the record, leaf first: the runtime's own leaf frames are left out. */
  readonly frames: readonly Frame[];
  /** The counters of those left out: above the first printed frame. Empty when they cannot be told. */
  readonly hiddenPcs: readonly string[];
};

export type HeapText = {
  /** `runtime.MemProfileRate`: the header writes twice the rate. */
  readonly rate: number;
  readonly records: readonly HeapTextRecord[];
  readonly memStats: MemStats;
};
