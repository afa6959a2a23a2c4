import type { CaptureReader } from './capture-reader.ts';
import type { CheckPlan, PlannedPoint } from './plan.ts';
import type { ProfileStore } from './profile-store.ts';
import type { Target, TargetClient } from './target.ts';
import type { TargetLocks } from './target-locks.ts';

/** What asking a replica needs of the outside. */
export type AskDeps = Pick<CaptureDeps, 'targets' | 'store' | 'reader' | 'clock'>;

/** What a capture needs of the outside. */
export type CaptureDeps = {
  readonly targets: TargetClient;
  readonly locks: TargetLocks;
  readonly store: ProfileStore;
  /** In the calling thread unless given. */
  readonly reader?: CaptureReader | undefined;
  readonly clock: () => number;
  /** Undefined when the services file (no longer) names this replica. */
  resolveTarget(service: string, replica: string): Target | undefined;
};

/** One replica at one time point of a check. */
export type ReplicaCapture = {
  readonly plan: Pick<CheckPlan, 'check' | 'service' | 'gc'> & {
    readonly replicas: readonly { readonly name: string }[];
    /** Index in the whole plan of the first of the replicas, where they are some of its only. */
    readonly firstReplica?: number;
  };
  readonly point: PlannedPoint;
  /** Index into the whole plan's replicas. */
  readonly replica: number;
  /** Cancel and shutdown. */
  readonly signal: AbortSignal;
  isCancelled(): boolean | Promise<boolean>;
};
