export const serviceActions = ['check', 'escalate', 'silence'] as const;
/**
 * What somebody may do with a service. `check` starts and cancels checks; `silence` is every word on a leak that later checks heed:
 * acknowledge, snooze, resolve, not a leak, and its undoing.
 */
export type ServiceAction = (typeof serviceActions)[number];

/** Whoever one of these Slack ids names: users, members of user groups, and everybody who asks or presses in a channel. */
export type Allowed = {
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly channels: readonly string[];
};

/** Who may do what with a service; what is not named is everybody's. */
export type Permissions = Readonly<Partial<Record<ServiceAction, Allowed>>>;

/** Somebody, and where they ask or press. */
export type Person = { readonly user: string; readonly channel: string };
