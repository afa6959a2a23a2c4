import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { deliverOverHttp } from '../../lab/slack/http-delivery.ts';
import type { Workspace } from '../../lab/slack/workspace.ts';
import { service } from '../check/memory-ports.ts';
import {
  begin,
  type InstalledBot,
  install,
  newKey,
  open,
  startInstalledBot,
} from './fixtures/installed-bot.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

const channel = 'payments-oncall';
const waits = { timeout: 30_000 };

let server: PrivateRedis;
let bot: InstalledBot;

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
afterEach(() => bot.close());

const texts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text).join('\n');
const roots = (workspace: Workspace) => texts(workspace.messages(channel));
const told = (workspace: Workspace) => texts(workspace.ephemerals(channel, 'ann'));
const allTold = (workspace: Workspace) => {
  return workspace
    .ephemerals(channel, 'ann')
    .map((each) => workspace.messageAsText(each))
    .join('\n');
};
const ask = (workspace: Workspace, text: string) => workspace.runCommand({ user: 'ann', channel, text });

const logged = () =>
  bot.logger.lines.map(({ message, metadata }) => `${message} ${inspect(metadata, { depth: 9 })}`).join('\n');

async function stored(): Promise<string> {
  const keys = await bot.redis.keys(`${bot.prefix}*`);
  const values = await Promise.all(
    keys.map(async (key) => {
      const type = await bot.redis.type(key);
      if (type === 'string') return bot.redis.get(key);
      if (type === 'hash') return JSON.stringify(await bot.redis.hgetall(key));
      if (type === 'set') return (await bot.redis.smembers(key)).join();
      return '';
    }),
  );
  return [...keys, ...values].join('\n');
}

describe('leakcheck in several workspaces', () => {
  beforeEach(async () => {
    bot = await startInstalledBot(server.url);
  });

  it('is installed with a browser, which is told what to do next, and answers in each workspace alone', async () => {
    const page = await install(bot, bot.acme);
    expect(page.status).toBe(200);
    expect(page.html).toContain('Acme &lt;b&gt;');
    expect(page.html).toContain('/invite @leakcheck');
    expect((await install(bot, bot.beta)).status).toBe(200);

    // The same question in both at the same time: neither hears of the other's check.
    await Promise.all([ask(bot.acme, 'payments 5m'), ask(bot.beta, 'payments 5m')]);
    for (const workspace of [bot.acme, bot.beta]) {
      await vi.waitFor(() => expect(roots(workspace)).toContain('Checking'), waits);
      expect(workspace.messages(channel)).toHaveLength(1);
      expect(told(workspace)).not.toContain('already');
    }

    // Asked once more, it is found running, with the workspace's own thread.
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('being checked over this window already'), waits);
    expect(allTold(bot.acme)).toContain(bot.acme.url);
    expect(allTold(bot.acme)).not.toContain(bot.beta.url);

    await ask(bot.beta, 'status');
    await vi.waitFor(() => expect(told(bot.beta)).toContain('1 check running'), waits);
  });

  it('hears mentions by the name that its bot has in each workspace', async () => {
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    await bot.beta.mention({ user: 'ann', channel, text: 'payments 5m' });
    await vi.waitFor(() => expect(roots(bot.beta)).toContain('Checking'), waits);
    expect(bot.acme.messages(channel)).toEqual([]);
  });

  it('lets nobody stop or see a check of another workspace', async () => {
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.acme)).toContain('Checking'), waits);
    const id = /cancel (\w+)/.exec(JSON.stringify(bot.acme.messages(channel)))?.[1] ?? 'nothing';
    await ask(bot.beta, `cancel ${id}`);
    await vi.waitFor(() => expect(told(bot.beta)).toContain('No check'), waits);
    await ask(bot.acme, `cancel ${id}`);
    await vi.waitFor(() => expect(told(bot.acme)).toContain('is cancelled'), waits);
  });

  it('writes no token down in the clear, nor into its log', async () => {
    await install(bot, bot.acme);
    const [token = 'none'] = bot.slack.installs.tokensOf(bot.acme);
    const inRedis = await stored();
    expect(inRedis).toContain(bot.teams.acme);
    for (const secret of [token, 'xoxp-of-a-person', bot.env.SLACK_CLIENT_SECRET ?? '']) {
      expect(inRedis).not.toContain(secret);
      expect(logged()).not.toContain(secret);
    }
  });

  it('is forgotten where it is taken out, and says so to whoever asks there', async () => {
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    await bot.slack.uninstall(bot.acme);
    await vi.waitFor(
      async () => expect(await stored()).not.toContain(`installation:${bot.teams.acme}`),
      waits,
    );
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('not installed in this workspace'), waits);
    expect(bot.acme.messages(channel)).toEqual([]);
    await ask(bot.beta, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.beta)).toContain('Checking'), waits);
  });

  it('is forgotten where its token is revoked, and back once it is installed again', async () => {
    await install(bot, bot.acme);
    await bot.slack.revoke(bot.acme);
    await vi.waitFor(
      async () => expect(await stored()).not.toContain(`installation:${bot.teams.acme}`),
      waits,
    );
    await install(bot, bot.acme);
    // Slack tells of the old token once more, late.
    await bot.acme.sendEvent({ type: 'app_uninstalled' }, false);
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.acme)).toContain('Checking'), waits);
  });

  it('goes on with the new token where it is installed once more while the old one is still at hand', async () => {
    await install(bot, bot.acme);
    await ask(bot.acme, 'list');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('1 service'), waits);
    bot.slack.installs.end(bot.acme, 'token_revoked');
    await install(bot, bot.acme);
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.acme)).toContain('Checking'), waits);
  });

  it('says what to do where the installation cannot be read with the key at hand, and reads it with the older key', async () => {
    const old = bot.env.LEAKCHECK_ENCRYPTION_KEY;
    await install(bot, bot.acme);
    const other = newKey();
    await bot.restart({ LEAKCHECK_ENCRYPTION_KEY: other });
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(told(bot.acme)).not.toBe(''), waits);
    expect(bot.acme.messages(channel)).toEqual([]);
    expect(logged()).toContain('LEAKCHECK_ENCRYPTION_KEY');
    await bot.restart({ LEAKCHECK_ENCRYPTION_KEY: `${other},${old}` });
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.acme)).toContain('Checking'), waits);
  });

  it('serves the workspaces of an organisation with the one installation', async () => {
    const { url, cookie } = await begin(bot.base);
    const fallback = `${bot.base}/slack/oauth_redirect`;
    const back = bot.slack.installs.agree(url, { workspace: bot.acme, enterprise: 'E0ACME', fallback });
    expect((await open(back, cookie)).status).toBe(200);
    const signed = { url: `${bot.base}/slack/events`, signingSecret: bot.env.SLACK_SIGNING_SECRET ?? '' };
    const payload = {
      command: '/leakcheck',
      text: 'payments 5m',
      trigger_id: '1.2.org',
      user_id: bot.acme.user('ann').id,
      channel_id: bot.acme.channel(channel).id,
      team_id: bot.teams.acme,
      enterprise_id: 'E0ACME',
      is_enterprise_install: 'true',
      response_url: 'http://127.0.0.1:1/response',
    };
    const command = { type: 'slash_commands', payload, retryAttempt: 0 } as const;
    expect((await deliverOverHttp(signed, command, 3_000)).ok).toBe(true);
    await vi.waitFor(() => expect(roots(bot.acme)).toContain('Checking'), waits);
  });
});

describe('an installation', () => {
  beforeEach(async () => {
    bot = await startInstalledBot(server.url);
  });

  const callback = () => `${bot.base}/slack/oauth_redirect`;

  it('is finished once, in the browser that began it', async () => {
    const { url, cookie } = await begin(bot.base);
    const back = bot.slack.installs.agree(url, { workspace: bot.acme, fallback: callback() });
    expect((await open(back, '')).status).toBe(400);
    expect((await open(back, cookie)).status).toBe(200);
    const again = await open(back, cookie);
    expect(again.status).toBe(400);
    expect(again.html).toContain('begin again');
    expect(bot.slack.installs.tokensOf(bot.acme)).toHaveLength(1);
  });

  it('takes no state of its browser’s own making', async () => {
    const { url } = await begin(bot.base);
    const back = new URL(bot.slack.installs.agree(url, { workspace: bot.acme, fallback: callback() }));
    back.searchParams.set('state', 'mine');
    expect((await open(back.href, 'slack-app-oauth-state=mine')).status).toBe(400);
    expect(bot.slack.installs.tokensOf(bot.acme)).toEqual([]);
  });

  it('takes a code of Slack’s only once', async () => {
    const first = await begin(bot.base);
    const back = new URL(bot.slack.installs.agree(first.url, { workspace: bot.acme, fallback: callback() }));
    expect((await open(back.href, first.cookie)).status).toBe(200);
    const second = await begin(bot.base);
    back.searchParams.set('state', new URL(second.url).searchParams.get('state') ?? '');
    const replayed = await open(back.href, second.cookie);
    expect(replayed.status).toBe(400);
    expect(replayed.html).toContain('used up');
  });

  it.each([
    ['nobody agreed', '?error=access_denied&state=x', 200, 'did not agree'],
    ['there is no code', '?state=x', 400, 'begin again'],
    ['there is no state', '?code=x', 400, 'begin again'],
  ])('says what to do where %s', async (_, query, status, words) => {
    const page = await open(`${callback()}${query}`, '');
    expect(page.status).toBe(status);
    expect(page.html).toContain(words);
  });

  it.each(['/slack/install', '/slack/oauth_redirect?code=x'])(
    'shows its pages in no frame, lets nobody keep them, and tells no other site of them: %s',
    async (path) => {
      const response = await fetch(`${bot.base}${path}`);
      await response.arrayBuffer();
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    },
  );
});

describe('a list of workspaces', () => {
  it('keeps others out, and gives back what Slack granted', async () => {
    bot = await startInstalledBot(server.url, { env: ({ beta }) => ({ LEAKCHECK_WORKSPACES: beta }) });
    const page = await install(bot, bot.acme);
    expect(page.status).toBe(403);
    expect(page.html).toContain('LEAKCHECK_WORKSPACES');
    expect(await stored()).not.toContain(bot.teams.acme);
    const [token = 'none'] = bot.slack.installs.tokensOf(bot.acme);
    expect(() => bot.slack.installs.workspaceOf(token)).toThrow('token_revoked');
    expect((await install(bot, bot.beta)).status).toBe(200);
  });

  it('ends the service of those that installed it before they were left out', async () => {
    bot = await startInstalledBot(server.url);
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    await ask(bot.acme, 'list');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('1 service'), waits);
    await bot.restart({ LEAKCHECK_WORKSPACES: bot.teams.beta });
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('not installed in this workspace'), waits);
    expect(bot.acme.messages(channel)).toEqual([]);
    await ask(bot.beta, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.beta)).toContain('Checking'), waits);
  });
});

describe('a service that names its workspaces', () => {
  it('is neither shown nor checked nor named anywhere else', async () => {
    bot = await startInstalledBot(server.url, {
      services: ({ acme }) => [
        service({ name: 'payments', workspaces: [acme] }),
        service({ name: 'orders', owner: undefined }),
      ],
    });
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    await ask(bot.acme, 'list');
    await vi.waitFor(() => expect(allTold(bot.acme)).toContain('payments'), waits);
    await ask(bot.beta, 'list');
    await vi.waitFor(() => expect(allTold(bot.beta)).toContain('orders'), waits);
    await ask(bot.beta, 'payments 5m');
    await vi.waitFor(() => expect(allTold(bot.beta)).toContain('No service is named “payments”'), waits);
    expect(allTold(bot.beta).replaceAll('“payments”', '').replaceAll('payments 5m', '')).not.toContain(
      'payments',
    );
    expect(bot.beta.messages(channel)).toEqual([]);
  });
});

describe('over Socket Mode', () => {
  it('serves the pages of the installation by itself, and nothing beside', async () => {
    bot = await startInstalledBot(server.url, {
      isSocket: true,
      env: () => ({ LEAKCHECK_SCOPES: 'usergroups:read' }),
    });
    const { url } = await begin(bot.base);
    expect(new URL(url).searchParams.get('scope')).toBe(
      'commands,chat:write,files:write,app_mentions:read,usergroups:read',
    );
    expect((await install(bot, bot.acme)).status).toBe(200);
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(roots(bot.acme)).toContain('Checking'), waits);
    for (const [path, method] of [
      ['/', 'GET'],
      ['/slack/events', 'POST'],
      ['/slack/install', 'POST'],
    ] as const) {
      const answer = await fetch(`${bot.base}${path}`, { method });
      expect(answer.status).toBe(404);
      await answer.arrayBuffer();
    }
  });
});

describe('what people of a workspace do', () => {
  it('is on record with the workspace, and read by its own admins alone', async () => {
    const admins = { users: [] as string[], userGroups: [], channels: [] };
    bot = await startInstalledBot(server.url, { admins });
    for (const workspace of [bot.acme, bot.beta]) {
      admins.users.push(workspace.user('ann').id);
      await install(bot, workspace);
    }
    await ask(bot.acme, 'history orders');
    await vi.waitFor(() => expect(told(bot.acme)).not.toBe(''), waits);
    await ask(bot.beta, 'audit');
    await vi.waitFor(() => expect(told(bot.beta)).toContain('Nothing is on record yet'), waits);
    await ask(bot.acme, 'audit');
    await vi.waitFor(() => expect(allTold(bot.acme)).toContain('asked for the history'), waits);
    expect(allTold(bot.acme)).not.toContain(bot.beta.user('ann').id);
    const entries = await bot.redis.xrange(`${bot.prefix}:store:audit`, '-', '+');
    expect(JSON.stringify(entries)).toContain(bot.teams.acme);
  });
});

describe('while Redis is away', () => {
  it('says so in a workspace that it knows, and in one that it has not read yet', async () => {
    const own = await startPrivateRedis({ appendOnly: true });
    bot = await startInstalledBot(own.url);
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    await ask(bot.acme, 'list');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('1 service'), waits);
    await own.kill();
    await ask(bot.acme, 'payments 5m');
    await vi.waitFor(() => expect(told(bot.acme)).toContain('queue of leakcheck cannot be reached'), waits);
    await ask(bot.beta, 'payments 5m');
    await vi.waitFor(() => expect(told(bot.beta)).toContain('queue of leakcheck cannot be reached'), waits);
    const page = await open(`${bot.base}/slack/install`, '');
    expect(page.status).toBe(503);
    expect(page.html).toContain('try again in a minute');
    await own.remove();
  });
});
