import type { Target } from './target.ts';

/** Whom Escalate tells: a user group to mention and a channel to post in, at least one of them. */
export type Owner = {
  /** Slack user group id, e.g. `S0123ABCD`. */
  readonly userGroup: string | undefined;
  /** Slack channel id. */
  readonly channel: string | undefined;
  /** What people see in the modal, e.g. `payments on-call`. */
  readonly label: string;
};

/** A service that may be checked, as the services file describes it. */
export type Service = {
  readonly name: string;
  readonly targets: readonly Target[];
  /** Channel ids in which the service may be checked; undefined allows every channel. */
  readonly channels: readonly string[] | undefined;
  readonly owner: Owner | undefined;
  /** What one replica may use before it is killed, bytes. */
  readonly memoryLimitBytes: number | undefined;
  readonly defaultWindowMs: number;
  /** Import-path prefixes of the team's own code, where the built-in rule is not enough. */
  readonly modulePrefixes: readonly string[];
  readonly attachProfiles: boolean;
};
