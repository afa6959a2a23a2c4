import type { Verdict } from '../report/report.ts';

/** Where a check stands. `requested` is recorded but not yet in the queue. */
export type CheckState =
  | 'requested'
  | 'queued'
  | 'capturing'
  | 'analysing'
  | 'reporting'
  | 'done'
  | 'failed'
  | 'cancelled';

/** What a person asked for, and where the answer goes. */
export type CheckRequest = {
  readonly service: string;
  readonly windowMs: number;
  /** Slack user id of who asked. */
  readonly requestedBy: string;
  readonly channel: string;
  /** The thread that the question was asked in; undefined when the check's own root message starts one. */
  readonly threadTs: string | undefined;
  /** Whether leakcheck chose that thread: it is that of a leak which is known and acknowledged. */
  readonly joinsKnown?: boolean | undefined;
  /** The run of a digest that it is made for: such a check is quiet, and its digest tells what it found. */
  readonly digest?: string | undefined;
  /** The workspace that it was asked in; absent where leakcheck serves only one. */
  readonly team?: string | undefined;
};

/** One check from the question to the answer. */
export type Check = CheckRequest & {
  /** Short and readable, as `/leakcheck cancel <id>` takes it; matches `checkIdPattern`. */
  readonly id: string;
  readonly state: CheckState;
  readonly requestedAtMs: number;
  /** Names of the replicas, as planned. */
  readonly replicas: readonly string[];
  /** Captures planned: time points of the window. */
  readonly points: number;
  /** Time points that are over, whatever became of them. */
  readonly captured: number;
  /** Start of the window, milliseconds since the epoch; undefined until it is planned. */
  readonly t0Ms: number | undefined;
  /** `ts` of the one message that is edited until it is the verdict. */
  readonly rootTs: string | undefined;
  readonly outcome: CheckOutcome | undefined;
};

/** What history keeps of an answer. */
export type CheckOutcome = {
  readonly verdict: Verdict;
  readonly confidence: number;
  readonly reason: string;
  readonly finishedAtMs: number;
  readonly proposedWindowMs: number | undefined;
  /** Of all replicas together; 0 where it cannot be told from none. Absent where it was not measured. */
  readonly growth?: CheckedGrowth | undefined;
};

export type CheckedGrowth = {
  readonly heapPerMinute?: number | undefined;
  readonly goroutinesPerMinute?: number | undefined;
};

export const checkIdPattern = /^[a-z][a-z0-9]{5,11}$/;

/** The thread that holds everything but the root message. */
export function threadOf(check: Pick<Check, 'channel' | 'threadTs' | 'rootTs'>): string | undefined {
  return check.threadTs ?? check.rootTs;
}

/** The message that the check was announced with, once there is one. */
export function rootOf({
  channel,
  rootTs,
}: Pick<Check, 'channel' | 'rootTs'>): { readonly channel: string; readonly ts: string } | undefined {
  return rootTs === undefined ? undefined : { channel, ts: rootTs };
}

/** Where to read on about a check: at its own message, or at that of the digest which told of it. */
export function announcedAt(
  check: Pick<Check, 'channel' | 'threadTs' | 'rootTs' | 'digest'>,
): { readonly channel: string; readonly ts: string } | undefined {
  const { channel, threadTs, digest } = check;
  const ofDigest = digest === undefined || threadTs === undefined ? undefined : { channel, ts: threadTs };
  return rootOf(check) ?? ofDigest;
}
