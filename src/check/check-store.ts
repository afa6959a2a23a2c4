import type { Check, CheckOutcome, CheckState } from './check.ts';

/** Checks, their history and who pressed what: everything that must outlive a restart. */
export type CheckStore = {
  /** Fails fast (StoreUnavailableError) when the store cannot be reached. */
  ping(): Promise<void>;
  create(check: Check): Promise<void>;
  get(id: string): Promise<Check | undefined>;
  /** Whether it is known as a check of another workspace than the one that these are of. */
  isElsewhere(id: string): Promise<boolean>;
  /** Of a check, where it stands, and no more: asked before every request to a target. */
  stateOf(id: string): Promise<CheckState | undefined>;
  /** Moves a check on. False where it is further than that by now: done, failed and cancelled are the end, which none leaves. */
  setState(id: string, state: CheckState): Promise<boolean>;
  setPlan(
    id: string,
    plan: { readonly t0Ms: number; readonly replicas: readonly string[]; readonly points: number },
  ): Promise<void>;
  setRoot(id: string, rootTs: string): Promise<void>;
  /** Of a check without a message of its own: the thread in which a digest told of it. */
  setThread(id: string, threadTs: string): Promise<void>;
  /**
   * Records that a batch of a time point is over, and with its last batch the point; counting the same one twice changes nothing.
   * Answers how many points are over.
   */
  pointDone(
    id: string,
    point: number,
    batch: { readonly index: number; readonly of: number },
  ): Promise<number>;
  finish(id: string, outcome: CheckOutcome): Promise<void>;
  /** The unfinished check of this service and window in the workspace, where there is one. */
  running(service: string, windowMs: number, team?: string): Promise<Check | undefined>;
  /** Reserves service and window for a check; false when another unfinished check of its workspace holds them. */
  reserve(check: Pick<Check, 'id' | 'service' | 'windowMs' | 'team'>): Promise<boolean>;
  release(check: Pick<Check, 'id' | 'service' | 'windowMs' | 'team'>): Promise<void>;
  /** Unfinished checks, oldest first. */
  unfinished(): Promise<readonly Check[]>;
  /** Ended checks of a workspace, newest first. */
  history(query: {
    readonly service: string | undefined;
    readonly limit: number;
    readonly team?: string | undefined;
  }): Promise<readonly Check[]>;
  /** True for the first caller with this key only: deliveries of Slack, presses of a button. Kept for `keepMs`. */
  claim(key: string, keepMs: number): Promise<boolean>;
  /** Gives a claim back after the claimed work failed, so that the next try may have it. */
  unclaim(key: string): Promise<void>;
};

/** The store (Redis) cannot be reached: nothing was changed. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}
