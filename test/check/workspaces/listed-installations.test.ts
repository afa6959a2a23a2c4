import { describe, expect, it } from 'vitest';
import {
  type Installation,
  type Installations,
  installationId,
  UnreadableInstallationError,
} from '../../../src/check/workspaces/installations.ts';
import { listedInstallations } from '../../../src/check/workspaces/listed-installations.ts';
import { anInstallation } from './an-installation.ts';

const acme = anInstallation();
const beta = anInstallation({ team: { id: 'T0BETA' }, enterprise: { id: 'E0BETA' } });
const org = anInstallation({ team: undefined, enterprise: { id: 'E0ORG' } });

/** Acme and Beta by themselves, Gamma and Delta by their organisation's, and Omega, which cannot be read. */
const stored: Installations = {
  put: async () => undefined,
  get: async (id) => [acme, beta, org].find((each) => installationId(each) === id),
  of: async ({ team }): Promise<Installation> => {
    if (team === 'T0OMEGA') throw new UnreadableInstallationError(team, 'another key', 'add it');
    return [acme, beta].find((each) => each.team?.id === team) ?? org;
  },
  remove: async () => true,
  ids: async () => ['E0ORG', 'T0ACME', 'T0BETA', 'T0OMEGA'],
  teams: async () => ['T0ACME', 'T0BETA', 'T0DELTA', 'T0GAMMA', 'T0OMEGA'],
};

describe('installations on a list', () => {
  it.each([
    ['a workspace', ['T0ACME'], ['T0ACME']],
    ['the organisation that installed it for all', ['E0ORG'], ['T0DELTA', 'T0GAMMA']],
    ['the organisation of a workspace that installed it by itself', ['E0BETA'], ['T0BETA']],
    ['one workspace of an organisation that is not', ['T0GAMMA'], ['T0GAMMA']],
  ])('are those alone that are served: %s', async (_, listed, served) => {
    const of = listedInstallations(stored, listed);
    expect(await of.teams()).toEqual([...served, 'T0OMEGA']);
    for (const team of ['T0ACME', 'T0BETA', 'T0DELTA', 'T0GAMMA']) {
      expect((await of.of({ team })) !== undefined, team).toBe(served.includes(team));
    }
  });

  it('are all where there is no list', () => {
    expect(listedInstallations(stored, undefined)).toBe(stored);
  });

  it('are kept, though they are served no more', async () => {
    const of = listedInstallations(stored, ['T0ACME']);
    expect(await of.ids()).toContain('T0BETA');
    expect(await of.get('T0BETA')).toBe(beta);
  });
});
