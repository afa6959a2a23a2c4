import type { Permissions } from '../access/permissions.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import type { KnownCode } from '../leak/known-code.ts';
import type { SourceLinks } from '../report/source-link.ts';
import type { EscalationWay } from './escalation-way.ts';
import type { Target } from './target.ts';

/** Whom Escalate tells: a user group to mention and a channel to post in, at least one of them. */
export type Owner = {
  /** Slack user group id, e.g. `S0123ABCD`. */
  readonly userGroup: string | undefined;
  /** Slack channel id. */
  readonly channel: string | undefined;
  /** What people see in the modal, e.g. `payments on-call`. */
  readonly label: string;
  /** Id of the workspace that group and channel are in, where leakcheck serves several. */
  readonly workspace?: string | undefined;
  /** Whether that is another workspace than the one that it is looked at from. */
  readonly isElsewhere?: boolean;
};

/** A service that may be checked, as the services file describes it. */
export type Service = KnownCode & {
  readonly name: string;
  readonly targets: readonly Target[];
  /** Ids of the workspaces that see it; undefined for every one. */
  readonly workspaces?: readonly string[] | undefined;
  /** Channel ids in which the service may be checked; undefined allows every channel. */
  readonly channels: readonly string[] | undefined;
  /** Who may do what; undefined and what it leaves out is everybody's. */
  readonly permissions?: Permissions | undefined;
  /** Checks of this service that may be started, by all people together; undefined for any number. */
  readonly checkLimit?: RateLimit | undefined;
  readonly owner: Owner | undefined;
  /** What one replica may use before it is killed, bytes. */
  readonly memoryLimitBytes: number | undefined;
  readonly defaultWindowMs: number;
  readonly attachProfiles: boolean;
  /** Time points of a window; undefined takes the usual number. */
  readonly captures: number | undefined;
  /** Whether captures may force collections. */
  readonly gc: boolean;
  /** Conclusive checks in a row without a leak after which it counts as resolved; undefined takes the usual number. */
  readonly resolvedAfter?: number | undefined;
  /** Whom Escalate tells outside Slack, in this order. Holds secrets. */
  readonly escalation?: readonly EscalationWay[] | undefined;
  /** Time without acknowledgement after which a leak escalates by itself. */
  readonly escalateAfterMs?: number | undefined;
  /** Where its code can be read. */
  readonly source?: SourceLinks | undefined;
};

/** What the analysis of a check needs of its service: plain data without secrets, which may cross to a thread. */
export type AnalysedService = Pick<Service, 'modulePrefixes' | 'libraries' | 'memoryLimitBytes' | 'source'>;
