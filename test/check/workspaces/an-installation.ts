import type { Installation } from '../../../src/check/workspaces/installations.ts';

export function anInstallation(fields: Partial<Installation> = {}): Installation {
  return {
    team: { id: 'T0ACME', name: 'Acme' },
    enterprise: undefined,
    botToken: 'xoxb-acme',
    botId: 'B0BOT',
    botUserId: 'U0BOT',
    scopes: ['commands', 'chat:write'],
    installedBy: 'U0ANN',
    installedAtMs: 1_700_000_000_000,
    ...fields,
  };
}
