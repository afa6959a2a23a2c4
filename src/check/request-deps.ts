import type { CheckLimits } from './check-limits.ts';
import type { CheckQueue } from './check-queue.ts';
import type { CheckStore } from './check-store.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Logger } from './logger.ts';
import type { PostLog } from './post-log.ts';
import type { Poster } from './poster.ts';
import type { RightsDeps } from './rights.ts';

export type RequestDeps = RightsDeps & {
  readonly store: CheckStore;
  readonly incidents: IncidentStore;
  readonly limits: CheckLimits;
  readonly queue: CheckQueue;
  readonly postLog: PostLog;
  readonly poster: Poster;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly newCheckId: () => string;
  readonly logger: Logger;
};
