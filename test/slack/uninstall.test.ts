import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { UnreadableInstallationError } from '../../src/check/workspaces/installations.ts';
import { listenToUninstall } from '../../src/slack/events/uninstall.ts';
import { memoryLogger, postError, refused } from '../check/memory-ports.ts';
import { anInstallation } from '../check/workspaces/an-installation.ts';

type Listener = (args: { readonly event: object; readonly context: object }) => Promise<void>;

/** What becomes of the installation of T0ACME when Slack says this of it. */
async function keptAfter(
  name: 'app_uninstalled' | 'tokens_revoked',
  options: {
    readonly event?: object;
    readonly context?: object;
    readonly identify?: () => Promise<unknown>;
    readonly get?: () => Promise<never>;
  } = {},
) {
  const stored = new Set(['T0ACME', 'E0ORG']);
  const logger = memoryLogger();
  const listeners = new Map<string, Listener>();
  const app = { event: (of: string, listener: Listener) => listeners.set(of, listener) };
  listenToUninstall(app as unknown as App, {
    installations: {
      get: options.get ?? (async (id) => (stored.has(id) ? anInstallation() : undefined)),
      remove: async (id) => stored.delete(id),
    },
    cached: { drop: () => undefined },
    identify: options.identify ?? (() => Promise.reject(refused('account_inactive'))),
    logger,
  });
  const context = { isEnterpriseInstall: false, teamId: 'T0ACME', enterpriseId: 'E0ORG' };
  await listeners.get(name)?.({ event: options.event ?? {}, context: { ...context, ...options.context } });
  return { kept: [...stored], logger };
}

describe('an installation that Slack says is over', () => {
  it.each([
    ['uninstalled', 'app_uninstalled', {}],
    ['its bot’s token revoked', 'tokens_revoked', { event: { tokens: { bot: ['U0BOT'] } } }],
    [
      'not readable any more',
      'app_uninstalled',
      { get: () => Promise.reject(new UnreadableInstallationError('T0ACME', 'no key', 'install it')) },
    ],
  ] as const)('is forgotten: %s', async (_, name, options) => {
    expect((await keptAfter(name, options)).kept).toEqual(['E0ORG']);
  });

  it('is forgotten as the organisation’s where it was that', async () => {
    expect((await keptAfter('app_uninstalled', { context: { isEnterpriseInstall: true } })).kept).toEqual([
      'T0ACME',
    ]);
  });

  it.each([
    ['Slack still takes the token', 'app_uninstalled', { identify: async () => 'leakcheck' }],
    ['a person’s token was revoked', 'tokens_revoked', { event: { tokens: { oauth: ['U0ANN'] } } }],
  ] as const)('is kept where %s', async (_, name, options) => {
    expect((await keptAfter(name, options)).kept).toEqual(['T0ACME', 'E0ORG']);
  });

  it.each(['unreachable', 'lost', 'limited'] as const)(
    'is kept where Slack does not answer whether it is, and the log says so: %s',
    async (kind) => {
      const { kept, logger } = await keptAfter('app_uninstalled', {
        identify: () => Promise.reject(postError(kind)),
      });
      expect(kept).toEqual(['T0ACME', 'E0ORG']);
      expect(logger.lines.filter(({ level }) => level === 'error')).toMatchObject([
        {
          message: 'Slack does not say whether an installation is over',
          metadata: { installation: 'T0ACME' },
        },
      ]);
    },
  );
});
