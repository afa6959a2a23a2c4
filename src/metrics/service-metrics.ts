/** What a process says of itself beside its profiles. What it does not say, or what makes no sense, is undefined. */
export type ServiceMetrics = {
  /** Resident set, bytes. */
  readonly rssBytes: number | undefined;
  /** When the process began, seconds since the epoch. */
  readonly startTimeSeconds: number | undefined;
  /** What the process may use, bytes: its container's limit or GOMEMLIMIT. */
  readonly limitBytes: number | undefined;
  /** Requests served since the process began. */
  readonly requests: number | undefined;
};
