import { type Installation, type Installations, UnreadableInstallationError } from './installations.ts';

/**
 * Installations of the workspaces and organisations on a list, of all where there is none. One that was installed before it was left out
 * of the list is served no more, and kept: put back on the list, it is there again.
 */
export function listedInstallations(
  installations: Installations,
  listed: readonly string[] | undefined,
): Installations {
  if (listed === undefined) return installations;
  const of: Installations['of'] = async (place) => {
    const found = await installations.of(place);
    if (found === undefined || isListed(found, listed)) return found;
    // A workspace may be on the list without the organisation whose installation serves it.
    return place.team !== undefined && listed.includes(place.team) ? found : undefined;
  };
  return {
    ...installations,
    of,
    teams: async () => {
      const teams = await installations.teams();
      const served = await Promise.all(teams.map((team) => isServed(of, team)));
      return teams.filter((_, index) => served[index]);
    },
  };
}

/** Whether the workspace, or the organisation that it is of, is on the list; undefined for no list. */
export function isListed(
  { team, enterprise }: Pick<Installation, 'team' | 'enterprise'>,
  listed: readonly string[] | undefined,
): boolean {
  if (listed === undefined) return true;
  return [team?.id, enterprise?.id].some((id) => id !== undefined && listed.includes(id));
}

/** What cannot be read is told where it is used. */
async function isServed(of: Installations['of'], team: string): Promise<boolean> {
  try {
    return (await of({ team })) !== undefined;
  } catch (error) {
    if (error instanceof UnreadableInstallationError) return true;
    throw error;
  }
}
