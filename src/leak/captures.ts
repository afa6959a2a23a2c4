import type { MemStats } from '../profile/heap-text.ts';
import type { Profile } from '../profile/profile.ts';

/** One replica at one time point: the exact counters and the profiles of the same collection. */
export type PointCapture = {
  /** Index of the planned time point. */
  readonly point: number;
  /** Milliseconds since the window's start at which the counters were read. */
  readonly atMs: number;
  readonly memStats: MemStats;
  readonly heap: Profile;
  readonly goroutine: Profile;
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
};

/** All that the diagnosis decides from. */
export type DiagnosisInput = {
  readonly windowMs: number;
  /** Time points planned for each replica. */
  readonly plannedCaptures: number;
  readonly replicas: readonly ReplicaCaptures[];
  readonly modulePrefixes: readonly string[];
};
