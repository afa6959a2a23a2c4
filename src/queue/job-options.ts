import type { JobsOptions } from 'bullmq';

/** A finished job leaves nothing in Redis: its answer is in the thread and in the history, its error in the log. */
const leavesNothing = { removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 } as const;

/** The worker decides about the delay (`jobs/retry-delay.ts`), where the deadline of the job is known. */
const backoff = { type: 'leakcheck' } as const;

/** How often each kind of job is tried before it fails for good; a capture is bounded by its deadline instead. */
export const jobOptions = {
  check: { ...leavesNothing, attempts: 20, backoff },
  capture: { ...leavesNothing, attempts: 500, backoff },
  analyse: { ...leavesNothing, attempts: 3, backoff },
  report: { ...leavesNothing, attempts: 20, backoff },
  /** Tries at telling are counted apart: these are for a store that is away. */
  escalation: { ...leavesNothing, attempts: 20, backoff },
  digest: { ...leavesNothing, attempts: 20, backoff },
  upkeep: { ...leavesNothing, attempts: 1 },
} as const satisfies Record<string, JobsOptions>;

/** Queue events are for debugging only: a short stream keeps Redis small. */
export const queueStreams = { events: { maxLen: 1_000 } } as const;
