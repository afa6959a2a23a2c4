import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from './args.ts';
import { isLocal, readBody, sendJson, sendText } from './http.ts';
import { type AppCredentials, AppInstallations } from './installations.ts';
import { SlackFailure } from './slack-failure.ts';
import { refusal } from './web-api/answer.ts';
import type { Workspace } from './workspace.ts';

/** Slack as an app meets it that several workspaces install: one Web API, which knows by the token whose it is. */
export interface Organisation {
  /** For the WebClient's `slackApiUrl`; ends in `/api/`. */
  readonly apiUrl: string;
  readonly installs: AppInstallations;
  /** An administrator takes the app out of a workspace: its tokens are over, and the app hears of it. */
  uninstall(workspace: Workspace): Promise<void>;
  /** Somebody revokes the bot's token, and the app hears of it. */
  revoke(workspace: Workspace): Promise<void>;
  close(): Promise<void>;
}

/** Starts it in front of workspaces that are running, on 127.0.0.1. The caller closes it, and them. */
export async function startOrganisation(
  app: AppCredentials,
  /** Whose sockets the app opens, where it is not reached over HTTP. */
  sockets?: Workspace,
): Promise<Organisation> {
  const installs = new AppInstallations(app);
  const server = createServer((request, response) => {
    answer({ installs, sockets }, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { ok: false, error: 'fatal_error', cause: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    installs,
    uninstall: async (workspace) => {
      installs.end(workspace, 'account_inactive');
      await workspace.sendEvent({ type: 'app_uninstalled' }, false);
    },
    revoke: async (workspace) => {
      installs.end(workspace, 'token_revoked');
      const bot = workspace.user('leakcheck').id;
      await workspace.sendEvent({ type: 'tokens_revoked', tokens: { oauth: [], bot: [bot] } }, false);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { installs, sockets }: { readonly installs: AppInstallations; readonly sockets: Workspace | undefined },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLocal(request)) return sendText(response, 403, 'this Slack answers this machine only');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const method = url.pathname.replace(/^\/api\//, '');
  const body = await readBody(request);
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const contentType = request.headers['content-type'] ?? '';
  try {
    if (method === 'oauth.v2.access') {
      const args = await parseArgs(body, contentType, url.searchParams);
      return sendJson(response, 200, { ok: true, ...installs.exchange(args) });
    }
    if (method === 'apps.connections.open' && sockets !== undefined) {
      return await forward(sockets, { method, body, contentType, search: url.search, token }, response);
    }
    const workspace = installs.workspaceOf(token);
    if (method === 'auth.revoke') {
      installs.end(workspace, 'token_revoked', token);
      return sendJson(response, 200, { ok: true, revoked: true });
    }
    const own = { token: workspace.botToken };
    await forward(workspace, { method, body, contentType, search: url.search, ...own }, response);
  } catch (error) {
    if (!(error instanceof SlackFailure)) throw error;
    const { status, body: refused } = refusal(error);
    sendJson(response, status, refused);
  }
}

/** The workspace itself answers, to the one bot token that it knows. */
async function forward(
  workspace: Workspace,
  call: {
    readonly method: string;
    readonly body: Buffer;
    readonly contentType: string;
    readonly search: string;
    readonly token: string;
  },
  response: ServerResponse,
): Promise<void> {
  const answered = await fetch(`${workspace.apiUrl}${call.method}${call.search}`, {
    method: 'POST',
    body: new Uint8Array(call.body),
    headers: { 'content-type': call.contentType, authorization: `Bearer ${call.token}` },
  });
  const kept = ['retry-after', 'x-oauth-scopes', 'content-type'].flatMap((name): [string, string][] => {
    const value = answered.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  response.writeHead(answered.status, Object.fromEntries(kept));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
