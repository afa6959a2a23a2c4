import type { WebClient } from '@slack/web-api';
import type { Redis } from 'ioredis';
import { type CachedInstallations, cachedInstallations } from '../check/workspaces/cached-installations.ts';
import type { Installations } from '../check/workspaces/installations.ts';
import { listedInstallations } from '../check/workspaces/listed-installations.ts';
import type { InstallEnvironment, SlackEnvironment } from '../config/slack-environment.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { createWorkspaceClients, type WorkspaceClients } from '../notify/workspace-clients.ts';
import { createRedisInstallations } from '../store/redis-installations.ts';

/** Slack as the bot of each workspace, whether it is one whose token is given or several that installed leakcheck. */
export type OpenSlack = {
  /** Clients of their own: what Slack says to one of them holds up no other. */
  clients(timeoutMs?: number): WorkspaceClients;
  /** Every workspace that is served now; the one is undefined. */
  teams(): Promise<readonly (string | undefined)[]>;
};

/** Where several workspaces install leakcheck. */
export type OpenInstallations = {
  readonly installations: Installations;
  readonly cached: CachedInstallations;
};

type RedisAt = { readonly redis: Redis; readonly prefix: string };

export function openSlack(slack: SlackEnvironment, at: RedisAt): OpenSlack {
  const { apiUrl } = slack;
  if ('install' in slack) return slackOf(openInstallations(slack.install, at), apiUrl);
  const { botToken: token } = slack;
  return {
    clients: (timeoutMs) => oneClient(createSlackClient({ token, apiUrl, timeoutMs })),
    teams: async () => [undefined],
  };
}

export function openInstallations({ keys, allowed }: InstallEnvironment, at: RedisAt): OpenInstallations {
  const installations = listedInstallations(createRedisInstallations({ ...at, keys }), allowed);
  return { installations, cached: cachedInstallations({ installations, clock: Date.now }) };
}

export function slackOf({ installations, cached }: OpenInstallations, apiUrl: string | undefined): OpenSlack {
  return {
    clients: (timeoutMs) => createWorkspaceClients({ installations: cached, apiUrl, timeoutMs }),
    teams: () => installations.teams(),
  };
}

function oneClient(client: WebClient): WorkspaceClients {
  return { call: (_, work) => work(client) };
}
