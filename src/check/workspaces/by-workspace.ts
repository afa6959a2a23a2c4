/** What works for every workspace with what belongs to that one. A workspace is undefined where there is only one. */
export type ByWorkspace<T> = {
  in(team: string | undefined): T;
  /** Every workspace that is served now. */
  teams(): Promise<readonly (string | undefined)[]>;
};

/** For the usual case of one workspace. */
export function inOneWorkspace<T>(deps: T): ByWorkspace<T> {
  return { in: () => deps, teams: async () => [undefined] };
}
