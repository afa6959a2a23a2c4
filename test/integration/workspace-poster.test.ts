import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../lab/slack/organisation.ts';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { PostError, type Poster } from '../../src/check/poster.ts';
import { cachedInstallations } from '../../src/check/workspaces/cached-installations.ts';
import { type Installation, UnreadableInstallationError } from '../../src/check/workspaces/installations.ts';
import { createWorkspaceClients } from '../../src/notify/workspace-clients.ts';
import { createWorkspacePoster } from '../../src/notify/workspace-poster.ts';
import { anInstallation } from '../check/workspaces/an-installation.ts';

const app = { clientId: '1.2', clientSecret: 'secret-of-the-app' };
const channel = 'orders';

let slack: Organisation;
let acme: Workspace;
let beta: Workspace;
let stored: Map<string, Installation | Error>;
let reads: number;
let posterIn: (team: string | undefined) => Poster;

beforeEach(async () => {
  [slack, acme, beta] = await Promise.all([startOrganisation(app), startWorkspace(), startWorkspace()]);
  stored = new Map([acme, beta].map((workspace) => [workspace.team.id, installed(workspace)]));
  reads = 0;
  const installations = {
    of: async ({ team = '' }: { readonly team: string | undefined }) => {
      reads += 1;
      const found = stored.get(team);
      if (found instanceof Error) throw found;
      return found;
    },
  };
  const clients = createWorkspaceClients({
    installations: cachedInstallations({ installations, clock: Date.now }),
    apiUrl: slack.apiUrl,
  });
  posterIn = (team) => createWorkspacePoster(clients, team);
});
afterEach(() => Promise.all([slack.close(), acme.close(), beta.close()]));

/** A new token of a workspace, as an installation leaves it. */
function installed(workspace: Workspace): Installation {
  const url = `https://slack.com/oauth/v2/authorize?client_id=${app.clientId}&scope=chat:write`;
  const back = slack.installs.agree(url, { workspace, fallback: 'http://127.0.0.1/' });
  const code = new URL(back).searchParams.get('code');
  const granted = slack.installs.exchange({ client_id: app.clientId, client_secret: app.clientSecret, code });
  return anInstallation({ team: workspace.team, botToken: String(granted.access_token) });
}

function say(workspace: Workspace, text: string) {
  const to = { channel: workspace.channel(channel).id, threadTs: undefined };
  return posterIn(workspace.team.id).post({ to, message: { text, blocks: [] }, mark: text });
}

const texts = (workspace: Workspace) => workspace.messages(channel).map(({ text }) => text);

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PostError)) throw new Error('no PostError', { cause: error });
  expect(error.kind).toBe('refused');
  return error.code;
}

describe('a poster of several workspaces', () => {
  it('posts in each with its own token, which it reads once', async () => {
    await say(acme, 'to acme');
    await say(beta, 'to beta');
    await say(acme, 'to acme again');
    expect(texts(acme)).toEqual(['to acme', 'to acme again']);
    expect(texts(beta)).toEqual(['to beta']);
    expect(reads).toBe(2);
  });

  it('goes on with a token that was stored meanwhile, and posts once', async () => {
    await say(acme, 'one');
    slack.installs.end(acme, 'token_revoked');
    stored.set(acme.team.id, installed(acme));
    await say(acme, 'two');
    expect(texts(acme)).toEqual(['one', 'two']);
  });

  it('tells Slack’s own word where there is no other token', async () => {
    await say(acme, 'one');
    slack.installs.end(acme, 'account_inactive');
    expect(await codeOf(say(acme, 'two'))).toBe('account_inactive');
    stored.delete(acme.team.id);
    expect(await codeOf(say(acme, 'three'))).toBe('not_installed');
    await say(beta, 'to beta');
    expect(texts(beta)).toEqual(['to beta']);
  });

  it('posts nowhere for a workspace that never installed it, nor for none', async () => {
    const post = {
      to: { channel: 'C0X', threadTs: undefined },
      message: { text: 'x', blocks: [] },
      mark: 'x',
    };
    expect(await codeOf(posterIn('T0NOBODY').post(post))).toBe('not_installed');
    expect(await codeOf(posterIn(undefined).post(post))).toBe('not_installed');
  });

  it('says what to do about an installation that it cannot read, and waits for a store that is away', async () => {
    stored.set(acme.team.id, new UnreadableInstallationError(acme.team.id, 'x', 'do this'));
    expect(await codeOf(say(acme, 'one'))).toBe('installation_unreadable');
    stored.set(acme.team.id, new StoreUnavailableError('away'));
    await expect(say(acme, 'one')).rejects.toBeInstanceOf(StoreUnavailableError);
  });
});
