/** What an installation that was begun is known by until it comes back from Slack: good once, for ten minutes. */
export type InstallStates = {
  /** Answers a new one, which cannot be guessed. */
  issue(): Promise<string>;
  /** True for the first who asks about one that was issued, and no more. */
  redeem(state: string): Promise<boolean>;
};

export const installStateMs = 600_000;
