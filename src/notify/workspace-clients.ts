import type { WebClient } from '@slack/web-api';
import { PostError } from '../check/poster.ts';
import type { CachedInstallations } from '../check/workspaces/cached-installations.ts';
import { UnreadableInstallationError } from '../check/workspaces/installations.ts';
import { isTokenRefused, notInstalled } from '../check/workspaces/token-refused.ts';
import { createSlackClient } from './slack-client.ts';
import { translateSlackError } from './translate-slack-error.ts';

/** Calls Slack as the bot of a workspace. */
export type WorkspaceClients = {
  /**
   * Works with the workspace's client; once more with a new one where Slack refuses the token and another has been stored meanwhile.
   * Throws a PostError, `refused` where leakcheck is not installed there, and what the store throws.
   */
  call<T>(team: string | undefined, work: (client: WebClient) => Promise<T>): Promise<T>;
};

/** One client a token, so that what Slack says to one workspace holds up no other. */
export function createWorkspaceClients(options: {
  readonly installations: CachedInstallations;
  /** Base of the Web API; Slack's own when undefined. */
  readonly apiUrl: string | undefined;
  readonly timeoutMs?: number | undefined;
}): WorkspaceClients {
  const { installations, apiUrl, timeoutMs } = options;
  const clients = new Map<string, { readonly token: string; readonly client: WebClient }>();
  const clientOf = (team: string, token: string) => {
    const known = clients.get(team);
    if (known?.token === token) return known.client;
    const client = createSlackClient({ token, apiUrl, timeoutMs });
    clients.set(team, { token, client });
    return client;
  };
  return {
    call: async (team, work) => {
      const token = await tokenOf(installations, team);
      const at = team ?? '';
      try {
        return await work(clientOf(at, token));
      } catch (thrown) {
        const error = translateSlackError(thrown);
        if (!isTokenRefused(error)) throw error;
        installations.drop(team);
        const now = await tokenOf(installations, team);
        // Slack did nothing, so nothing can be done twice.
        if (now === token) throw error;
        return await work(clientOf(at, now));
      }
    },
  };
}

async function tokenOf(installations: CachedInstallations, team: string | undefined): Promise<string> {
  const installation = team === undefined ? undefined : await readable(installations, team);
  if (installation === undefined) throw notInstalled(team);
  return installation.botToken;
}

/** What cannot be read will not be readable at the next try either: whoever asks need not go on. */
async function readable(installations: CachedInstallations, team: string) {
  try {
    return await installations.of({ team });
  } catch (error) {
    if (!(error instanceof UnreadableInstallationError)) throw error;
    throw new PostError({
      kind: 'refused',
      code: 'installation_unreadable',
      message: error.message,
      cause: error,
    });
  }
}
