import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { installationOf } from '../../src/slack/install/bolt-installations.ts';

const token = 'xoxb-s3cr3t';
const bot = { token, id: 'B0BOT', userId: 'U0BOT', scopes: ['commands'] };
const granted = {
  team: { id: 'T0ACME', name: 'Acme' },
  enterprise: undefined,
  isEnterpriseInstall: false,
  user: { id: 'U0ANN', token: 'xoxp-of-a-person', scopes: ['identify'] },
  bot: { ...bot, refreshToken: 'xoxe-1' },
  incomingWebhook: { url: 'https://hooks.slack.com/x' },
  authVersion: 'v2',
};

describe('what Slack grants', () => {
  it('is kept as far as it is needed: the bot’s token, and no person’s', () => {
    expect(installationOf(granted, 7)).toEqual({
      team: { id: 'T0ACME', name: 'Acme' },
      enterprise: undefined,
      botToken: token,
      botId: 'B0BOT',
      botUserId: 'U0BOT',
      scopes: ['commands'],
      installedBy: 'U0ANN',
      installedAtMs: 7,
    });
  });

  it('is an organisation’s where it is installed in all of its workspaces', () => {
    const orgWide = { ...granted, team: null, enterprise: { id: 'E0ORG' }, isEnterpriseInstall: true };
    expect(installationOf(orgWide, 7)).toMatchObject({ team: undefined, enterprise: { id: 'E0ORG' } });
  });

  it.each([
    ['no bot', { ...granted, bot: undefined }],
    ['a person’s token in the place of the bot’s', { ...granted, bot: { ...bot, token: 'xoxp-1' } }],
    ['no workspace', { ...granted, team: undefined }],
    ['an organisation without its id', { ...granted, isEnterpriseInstall: true }],
    ['a workspace whose id would be another key', { ...granted, team: { id: 'T0:../E0' } }],
    ['nothing', undefined],
  ])('is refused with %s, and no token shows in why', (_, odd) => {
    let error: unknown;
    try {
      installationOf(odd, 7);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cr3t|xoxp/);
  });
});
