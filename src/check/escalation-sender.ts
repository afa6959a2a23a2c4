import type { ToldEvent } from '../incident/escalated.ts';
import type { EscalationReason } from './escalation-record.ts';
import type { EscalationWay } from './escalation-way.ts';

/** What a way is to tell of one incident, or of a check without one. Nothing in it is escaped, and nothing secret. */
export type Notice = {
  /** The same for each try, another for each notice: who gets two with one id has got one. */
  readonly id: string;
  readonly event: ToldEvent;
  readonly reason: EscalationReason;
  /** `leakcheck:<service>:<fingerprint>`: the same for all that is told of one incident. */
  readonly dedupKey: string;
  readonly service: string;
  readonly check: string;
  readonly atMs: number;
  /** One line. */
  readonly title: string;
  /** The essentials, a sentence or two each, as `Label: text`. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly incident:
    | {
        readonly fingerprint: string;
        readonly kind: 'heap' | 'goroutine';
        readonly pattern: string;
        readonly culprit: string;
        /** Of all replicas, bytes or goroutines. */
        readonly perMinute: number;
        readonly seen: number;
        readonly firstSeenMs: number;
      }
    | undefined;
  /** Slack user id; undefined where nobody pressed. */
  readonly by: string | undefined;
  readonly note: string;
  readonly permalink: string | undefined;
};

/** What a way answered: where to look at it, and what it calls it. */
export type Receipt = { readonly link?: string | undefined; readonly ref?: string | undefined };

export type EscalationSender = {
  /** Tells one notice, once however often it is called. `known` is an earlier receipt of the same incident. Throws a SendError. */
  send(way: EscalationWay, notice: Notice, known: Receipt | undefined): Promise<Receipt>;
};

/** Why a way did not take a notice: `again` may work later, `refused` will not. The message is fit for people: no secrets, no urls. */
export class SendError extends Error {
  override readonly name = 'SendError';
  readonly kind: 'again' | 'refused';
  readonly nextStep: string;
  readonly retryAfterMs: number | undefined;

  constructor(failure: {
    kind: 'again' | 'refused';
    message: string;
    nextStep: string;
    retryAfterMs?: number | undefined;
  }) {
    super(failure.message);
    this.kind = failure.kind;
    this.nextStep = failure.nextStep;
    this.retryAfterMs = failure.retryAfterMs;
  }
}
