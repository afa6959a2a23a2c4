import type { MetricsProblem } from '../metrics/metrics-reading.ts';
import type { ServiceMetrics } from '../metrics/service-metrics.ts';
import type { Goroutine } from '../profile/goroutine-text.ts';
import type { HeapTextRecord, MemStats } from '../profile/heap-text.ts';
import type { Profile } from '../profile/profile.ts';
import type { KnownCode } from './known-code.ts';

/** One replica at one time point: the exact counters and the profiles of the same collection. */
export type PointCapture = {
  /** Index of the planned time point. */
  readonly point: number;
  /** Milliseconds since the window's start at which the counters were read. */
  readonly atMs: number;
  /** Of two forced collections the counters with the lower HeapAlloc, where every capture of the replica has two. */
  readonly memStats: MemStats;
  /** Forced for this capture, so that it describes live objects; without one the counters hold garbage as well. */
  readonly collections: 0 | 1 | 2;
  readonly heap: Profile;
  readonly goroutine: Profile;
  /** What the target tells beyond that, where it offers it. */
  readonly extras: PointExtras | undefined;
  /** What the process says of itself beside its profiles, where the services file names its metrics. */
  readonly metrics?: ServiceMetrics;
};

export type PointExtras = {
  /** Raw sample counts with the runtime's own leaf frames, of base and head. */
  readonly heapRecords: readonly HeapTextRecord[];
  /** Functions that hidden program counters lie in; empty where the symbol endpoint is missing. */
  readonly symbols: ReadonlyMap<string, string>;
  /** Every goroutine with its id; undefined where there are too many. */
  readonly goroutines: readonly Goroutine[] | undefined;
  /** Goroutines that the runtime has proved to be leaked; undefined where it cannot tell. */
  readonly leaked: Profile | undefined;
};

/** What an earlier check of the service found in the process that it checks now. */
export type EarlierBase = {
  /** Milliseconds since the epoch. */
  readonly takenAtMs: number;
  /** How long before this window's base, milliseconds. */
  readonly agoMs: number;
  readonly heapAlloc: number;
  readonly goroutines: number;
  /** The most frequent goroutines, counted by `<wait> <culprit>`. */
  readonly goroutineGroups: ReadonlyMap<string, number>;
  /** How many of them the capture before had as well; undefined where goroutines were not listed. */
  readonly lastingGroups?: ReadonlyMap<string, number> | undefined;
};

/** A time point at which a replica gave nothing usable. */
export type FailedCapture = {
  readonly point: number;
  readonly message: string;
  readonly nextStep: string;
};

export type ReplicaCaptures = {
  readonly target: string;
  /** In time order. */
  readonly captures: readonly PointCapture[];
  readonly failures: readonly FailedCapture[];
  /** Oldest first; none where no check is remembered, or the process is another one. */
  readonly earlier?: readonly EarlierBase[];
  /** Why metrics could not be read, once for each capture without them. */
  readonly metricsProblems?: readonly MetricsProblem[];
};

/** All that the diagnosis decides from. */
export type DiagnosisInput = KnownCode & {
  readonly windowMs: number;
  /** Time points planned for each replica. */
  readonly plannedCaptures: number;
  readonly replicas: readonly ReplicaCaptures[];
};
