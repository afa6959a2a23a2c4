import type { IncomingMessage, ServerResponse } from 'node:http';
import { InstallProvider, type StateStore } from '@slack/oauth';
import type { Logger } from '../../check/logger.ts';
import type { CachedInstallations } from '../../check/workspaces/cached-installations.ts';
import type { InstallStates } from '../../check/workspaces/install-states.ts';
import {
  type Installation,
  type Installations,
  installationId,
} from '../../check/workspaces/installations.ts';
import { isListed } from '../../check/workspaces/listed-installations.ts';
import { reachOf } from '../app.ts';
import { boltLogger } from '../bolt-logger.ts';
import { boltInstallations, installationOf } from './bolt-installations.ts';
import { failurePage, guardPage, installedPage, installPage, notOnListPage, sendPage } from './pages.ts';
import { leastScopes } from './scopes.ts';

export type InstallerDeps = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Workspaces and organisations that may install it; undefined for every one. */
  readonly allowed: readonly string[] | undefined;
  /** Optional ones that are asked for as well. */
  readonly scopes: readonly string[];
  /** Where people reach the bot, without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly installations: Installations;
  readonly cached: CachedInstallations;
  readonly states: InstallStates;
  /** Gives a token back that leakcheck does not want. */
  readonly revoke: (token: string) => Promise<void>;
  /** Throws a PostError for a token that Slack does not take. */
  readonly identify: (token: string) => Promise<unknown>;
  readonly clock: () => number;
  /** Base of the Web API; Slack's own when undefined. */
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
};

export type Installer = {
  /** Finds the token for what Slack sends. */
  readonly authorize: InstallProvider['authorize'];
  /** The page with the button that begins an installation. */
  begin(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Where Slack sends whoever agreed. */
  finish(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

export const redirectPath = '/slack/oauth_redirect';

/** Installs leakcheck over Slack's OAuth. Each installation that is begun can be finished once, in the browser that began it. */
export function createInstaller(deps: InstallerDeps): Installer {
  const { clientId, clientSecret, publicUrl, apiUrl, logger } = deps;
  const options = {
    scopes: [...leastScopes, ...deps.scopes],
    ...(publicUrl === undefined ? {} : { redirectUri: `${publicUrl}${redirectPath}` }),
  };
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    installationStore: boltInstallations(deps),
    stateStore: stateStoreOf(deps.states, options),
    renderHtmlForInstallPath: installPage,
    logger: boltLogger(logger),
    clientOptions: { ...reachOf(apiUrl), retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  return {
    authorize: provider.authorize,
    begin: (request, response) => {
      guardPage(response);
      return provider.handleInstallPath(request, response, undefined, options);
    },
    finish: (request, response) =>
      provider.handleCallback(request, response, {
        afterInstallation: async (granted) => {
          const installation = installationOf(granted, deps.clock());
          if (isListed(installation, deps.allowed)) return true;
          await refuse(deps, installation);
          sendPage(response, 403, notOnListPage(installationId(installation)));
          return false;
        },
        successAsync: async (granted) => {
          const { team, enterprise, installedBy } = installationOf(granted, deps.clock());
          logger.info({ team, enterprise, by: installedBy }, 'leakcheck was installed');
          sendPage(response, 200, installedPage(team?.name ?? enterprise?.name));
        },
        failureAsync: async (error) => {
          logger.warn({ err: error }, 'an installation came to nothing');
          const { status, page } = failurePage(error);
          sendPage(response, status, page);
        },
      }),
  };
}

/** The token is not kept; nor is it left behind for nobody. */
async function refuse({ revoke, logger }: InstallerDeps, installation: Installation): Promise<void> {
  const { team, enterprise, installedBy: by } = installation;
  logger.warn({ team, enterprise, by }, 'a workspace that is not on the list wanted to install leakcheck');
  try {
    await revoke(installation.botToken);
  } catch (error) {
    logger.error({ err: error, team, enterprise }, 'its token could not be revoked');
  }
}

function stateStoreOf(states: InstallStates, options: { readonly scopes: string[] }): StateStore {
  return {
    generateStateParam: () => states.issue(),
    verifyStateParam: async (_, state) => {
      if (!(await states.redeem(state))) throw new InstallStateError();
      return options;
    },
  };
}

/** What came back from Slack was not begun here, is over, or took too long. */
class InstallStateError extends Error {
  override readonly name = 'InstallStateError';
  readonly code = 'slack_oauth_invalid_state';

  constructor() {
    super('An installation came back from Slack that was not begun here, or is over.');
  }
}
