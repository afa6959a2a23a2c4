import { describe, expect, it } from 'vitest';
import { visibleServices } from '../../../src/check/workspaces/visible-services.ts';
import { service } from '../memory-ports.ts';

const owner = { userGroup: 'S0PAY', channel: 'C0PAY', label: 'Payments', workspace: 'T0ACME' };
const services = [
  service({ name: 'everywhere', owner }),
  service({ name: 'acme', workspaces: ['T0ACME'], owner }),
  service({ name: 'both', workspaces: ['T0ACME', 'T0BETA'], owner: undefined }),
];

describe('visibleServices', () => {
  it.each([
    ['T0ACME', ['everywhere', 'acme', 'both']],
    ['T0BETA', ['everywhere', 'both']],
    ['T0OTHER', ['everywhere']],
    [undefined, ['everywhere', 'acme', 'both']],
  ])('shows %s its own', (team, names) => {
    expect(visibleServices(services, team).map(({ name }) => name)).toEqual(names);
  });

  it('knows the owner’s user group in the owner’s workspace only', () => {
    expect(visibleServices(services, 'T0ACME')[0]?.owner).toEqual(owner);
    expect(visibleServices(services, 'T0BETA')[0]?.owner).toEqual({
      ...owner,
      userGroup: undefined,
      isElsewhere: true,
    });
  });
});
