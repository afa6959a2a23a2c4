/** The queue, as the listeners and use cases need it. Fails fast (QueueUnavailableError) when it cannot be reached. */
export type CheckQueue = {
  /** Queues the check's job. Adding the same check twice is one job; so is another of its service and window in its workspace. */
  add(check: {
    readonly id: string;
    readonly service: string;
    readonly windowMs: number;
    readonly team?: string | undefined;
  }): Promise<void>;
  /** Removes what waits, stops what runs in any process. After it no target is asked again and no job is left. */
  cancel(id: string): Promise<void>;
  /** Depths for `/leakcheck status`. */
  counts(): Promise<{
    readonly waiting: number;
    readonly delayed: number;
    readonly active: number;
    readonly workers: number;
  }>;
};

/** The queue (Redis) cannot be reached: nothing was queued. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}
