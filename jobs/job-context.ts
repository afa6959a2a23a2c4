import type { Analyser } from '../src/check/analyser.ts';
import type { CaptureReader } from '../src/check/capture-reader.ts';
import type { CheckStore } from '../src/check/check-store.ts';
import type { FollowDeps } from '../src/check/follow-escalations.ts';
import type { Logger } from '../src/check/logger.ts';
import type { planCheck } from '../src/check/plan.ts';
import type { ProfileStore } from '../src/check/profile-store.ts';
import type { Publisher } from '../src/check/publisher.ts';
import type { Service } from '../src/check/service.ts';
import type { TargetClient } from '../src/check/target.ts';
import type { TargetLocks } from '../src/check/target-locks.ts';
import type { TellWayDeps } from '../src/check/tell-way.ts';
import type { ByWorkspace } from '../src/check/workspaces/by-workspace.ts';
import type { CheckQueues } from '../src/queue/remove-check-jobs.ts';
import type { RunningJobs } from './running-jobs.ts';

/** What the processors work with, as plain arguments. */
export type JobDeps = {
  readonly store: CheckStore;
  readonly profiles: ProfileStore;
  readonly targets: TargetClient;
  readonly locks: TargetLocks;
  readonly analyser: Analyser;
  /** In the calling thread unless given. */
  readonly reader?: CaptureReader;
  readonly publisher: Publisher;
  /** As this worker's services file has it. */
  findService(name: string): Service | undefined;
  readonly planCheck: typeof planCheck;
  readonly clock: () => number;
  readonly logger: Logger;
  /** What escalations are told with; without it this worker tells nobody. */
  readonly escalation?: ByWorkspace<TellWayDeps & FollowDeps>;
};

/** What each processor gets: the deps, and how to find out that its check is over. */
export type JobContext = JobDeps & {
  readonly running: RunningJobs;
  /** True once the check is cancelled, has ended or is unknown: nothing more is to be done for it. */
  isOver(check: string): Promise<boolean>;
};

/** For the jobs that add others. */
export type CheckContext = JobContext & { readonly queues: CheckQueues };
