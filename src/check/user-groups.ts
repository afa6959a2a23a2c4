/** Why it is not known who is in a user group. */
export type GroupProblem = {
  readonly group: string;
  /** `missing-scope`: the app may not look; `no-such-group`: unknown to Slack or disabled; `no-answer`; `refused` with Slack's code. */
  readonly why: 'missing-scope' | 'no-such-group' | 'no-answer' | 'refused';
  readonly code: string | undefined;
};

export type GroupMembers = { readonly users: ReadonlySet<string> } | { readonly problem: GroupProblem };

/** Slack's user groups. Never throws: that Slack does not say who is in one is an answer. */
export type UserGroups = {
  /** `group` is its id, such as `S0123ABCD`. What was true some minutes ago may be answered. */
  membersOf(group: string): Promise<GroupMembers>;
};
