import { randomBytes } from 'node:crypto';
import { type Args, textArg } from './args.ts';
import type { Json } from './model.ts';
import { SlackFailure } from './slack-failure.ts';
import type { Workspace } from './workspace.ts';

/** Whose tokens Slack takes, and what it says of those that it does not any more. */
type Granted = { readonly workspace: Workspace; state: 'active' | 'token_revoked' | 'account_inactive' };

interface Code {
  readonly workspace: Workspace;
  readonly redirectUri: string | undefined;
  readonly scope: string;
  readonly enterprise: string | undefined;
  isUsed: boolean;
}

/** What Slack knows an app by. */
export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Who agreed to what, and the tokens that came of it. */
export class AppInstallations {
  readonly #app: AppCredentials;
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, Granted>();

  constructor(app: AppCredentials) {
    this.#app = app;
  }

  /**
   * Somebody agrees to what the app's address asks for, in a workspace or for a whole organisation. Answers where Slack sends the browser
   * then; `fallback` is the address of the app's settings.
   */
  agree(
    authorizeUrl: string,
    of: { readonly workspace: Workspace; readonly enterprise?: string; readonly fallback: string },
  ): string {
    const asked = new URL(authorizeUrl).searchParams;
    if (asked.get('client_id') !== this.#app.clientId)
      throw new Error('Slack knows no app of this client id');
    const code = `${randomBytes(6).toString('hex')}.${randomBytes(12).toString('hex')}`;
    const redirectUri = asked.get('redirect_uri') ?? undefined;
    const { workspace, enterprise, fallback } = of;
    this.#codes.set(code, {
      ...{ workspace, enterprise, redirectUri },
      scope: asked.get('scope') ?? '',
      isUsed: false,
    });
    const answer = new URL(redirectUri ?? fallback);
    answer.searchParams.set('code', code);
    answer.searchParams.set('state', asked.get('state') ?? '');
    return answer.href;
  }

  /** `oauth.v2.access`. Throws SlackFailure. */
  exchange(args: Args): { readonly [key: string]: Json } {
    if (textArg(args, 'client_id') !== this.#app.clientId) throw new SlackFailure('invalid_client_id');
    if (textArg(args, 'client_secret') !== this.#app.clientSecret) {
      throw new SlackFailure('bad_client_secret');
    }
    const code = this.#codes.get(textArg(args, 'code') ?? '');
    if (code === undefined) throw new SlackFailure('invalid_code');
    if (code.isUsed) throw new SlackFailure('code_already_used');
    if (textArg(args, 'redirect_uri') !== code.redirectUri) throw new SlackFailure('bad_redirect_uri');
    code.isUsed = true;
    const token = `xoxb-lab-${randomBytes(12).toString('hex')}`;
    const { workspace, enterprise, scope } = code;
    this.#tokens.set(token, { workspace, state: 'active' });
    return {
      app_id: 'A0LEAKCHECK',
      authed_user: { id: workspace.user('ann').id, access_token: 'xoxp-of-a-person', scope: 'identify' },
      scope,
      token_type: 'bot',
      access_token: token,
      bot_user_id: workspace.user('leakcheck').id,
      team: enterprise === undefined ? { id: workspace.team.id, name: workspace.team.name } : null,
      enterprise: enterprise === undefined ? null : { id: enterprise, name: 'Acme' },
      is_enterprise_install: enterprise !== undefined,
    };
  }

  /** The workspace of a token. Throws SlackFailure for one that Slack does not take. */
  workspaceOf(token: string): Workspace {
    const granted = this.#tokens.get(token);
    if (granted === undefined) throw new SlackFailure('invalid_auth');
    if (granted.state !== 'active') throw new SlackFailure(granted.state);
    return granted.workspace;
  }

  /** `auth.revoke`, and what an administrator can do too. */
  end(workspace: Workspace, state: Exclude<Granted['state'], 'active'>, only?: string): void {
    for (const [token, granted] of this.#tokens) {
      if (granted.workspace === workspace && (only === undefined || only === token)) granted.state = state;
    }
  }

  /** Every token that was ever granted for a workspace, oldest first. */
  tokensOf(workspace: Workspace): readonly string[] {
    return [...this.#tokens].filter(([, granted]) => granted.workspace === workspace).map(([token]) => token);
  }
}
