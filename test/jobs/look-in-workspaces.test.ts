import { describe, expect, it } from 'vitest';
import { lookInWorkspaces } from '../../jobs/look-in-workspaces.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { aDigest, digestWorld } from '../check/digest-world.ts';

/** Three workspaces with a digest each; what is stored of the second one's cannot be had. */
function world(error: Error) {
  const nowMs = Date.UTC(2026, 10, 12, 9);
  const of = (team: string) => digestWorld({ nowMs, digests: [aDigest({ name: team.toLowerCase(), team })] });
  const teams = new Map(['T0ACME', 'T0BETA', 'T0GAMMA'].map((team) => [team, of(team)]));
  const deps = (team: string | undefined) => {
    const found = teams.get(team ?? '');
    if (found === undefined) throw new Error(`asked for the workspace ${team}`);
    return found.deps;
  };
  const beta = deps('T0BETA');
  const broken = { ...beta, digests: { ...beta.digests, added: () => Promise.reject(error) } };
  return lookInWorkspaces({
    in: (team) => (team === 'T0BETA' ? broken : deps(team)),
    teams: async () => [...teams.keys()],
  });
}

describe('digests that cannot be read', () => {
  it('hold up those of no other workspace, and are told', async () => {
    const error = new SyntaxError('another version wrote them');
    const { active, failures } = await world(error);
    expect(active.map(({ team }) => team)).toEqual(['T0ACME', 'T0GAMMA']);
    expect(failures).toEqual([error]);
  });

  it('are tried again with all others where the store is away', async () => {
    await expect(world(new StoreUnavailableError('away'))).rejects.toThrow(StoreUnavailableError);
  });
});
