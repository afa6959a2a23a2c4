import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseServicesFile } from '../../src/config/services-file.ts';

const several = { SLACK_CLIENT_ID: '123.456' };

const file = `
services:
  payments:
    targets: ["http://127.0.0.1:6060"]
    workspaces: [T0ACME]
    owner: { channel: C0PAYMENTS, workspace: T0ACME }
  orders:
    targets: ["http://127.0.0.1:6061"]
digests:
  morning: { channel: C0PAYMENTS, workspace: T0ACME, cron: "@daily", services: [payments, orders] }
`;

function problemsOf(text: string, env: Record<string, string> = several): readonly string[] {
  try {
    parseServicesFile(text, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message, line }) => `${path} ${message} @${line}`);
  }
}

describe('a services file for several workspaces', () => {
  it('says which workspaces see a service, and in which its owner and a digest are', () => {
    const { services, digests } = parseServicesFile(file, several);
    expect(services.map(({ workspaces }) => workspaces)).toEqual([['T0ACME'], undefined]);
    expect(services[0]?.owner).toMatchObject({ channel: 'C0PAYMENTS', workspace: 'T0ACME' });
    expect(digests[0]).toMatchObject({ name: 'morning', team: 'T0ACME' });
  });

  it('has its digests in the only workspace where there is one, whichever they name', () => {
    const [digest] = parseServicesFile(file, {}).digests;
    expect(digest).toMatchObject({ name: 'morning', channel: 'C0PAYMENTS' });
    expect(digest).not.toHaveProperty('team');
  });

  it('names every owner and digest that does not say, with its line', () => {
    const text = file.replaceAll(', workspace: T0ACME', '');
    const missing = 'is missing, as leakcheck serves several workspaces';
    expect(problemsOf(text)).toEqual([
      expect.stringContaining(`services.payments.owner.workspace ${missing}`),
      expect.stringContaining(`digests.morning.workspace ${missing}`),
    ]);
    expect(problemsOf(text, {})).toEqual([]);
  });

  it('asks it of the defaults’ owner too', () => {
    const text = `${file}\ndefaults: { owner: { channel: C0OTHER } }`;
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^defaults.owner.workspace is missing/)]);
  });

  it('has no digest of a service that its workspace does not see', () => {
    const text = file.replace('workspaces: [T0ACME]', 'workspaces: [T0BETA]');
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^digests.morning.services\[0\] is not seen by the workspace T0ACME/),
    ]);
  });

  it.each([
    ['workspaces: [T0ACME]', 'workspaces: [acme]', 'services.payments.workspaces[0]'],
    ['workspaces: [T0ACME]', 'workspaces: []', 'services.payments.workspaces'],
    ['workspaces: [T0ACME]', 'workspaces: [E0ORG]', 'services.payments.workspaces[0]'],
    [
      'owner: { channel: C0PAYMENTS, workspace: T0ACME',
      'owner: { channel: C0PAYMENTS, workspace: 1',
      'services.payments.owner.workspace',
    ],
  ])('takes no other thing than ids of workspaces: %s as %s', (from, to, path) => {
    expect(problemsOf(file.replace(from, to))[0]).toContain(path);
  });
});
