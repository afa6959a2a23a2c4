import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type BotProcess, startBotProcess } from '../../lab/bot-process.ts';
import { startReplay } from '../../lab/replay-target.ts';
import { type Organisation, startOrganisation } from '../../lab/slack/organisation.ts';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { escalateCallbackId } from '../../src/slack/views/escalate-modal.ts';
import { install, newKey } from '../integration/fixtures/installed-bot.ts';
import { freePort } from '../integration/fixtures/private-redis.ts';
import { answer } from './fixtures/stage.ts';

/** One deployment, two workspaces, a service that both see and whose owner is in one of them. Each step stands on the one before. */
const prefix = `{e2e-${randomBytes(4).toString('hex')}}`;
const app = { clientId: '12345.67890', clientSecret: 'c11e47'.repeat(6) };
const closing: (() => Promise<unknown>)[] = [];
const processes: BotProcess[] = [];
const busyMs = { timeout: 100_000, interval: 50 };

let slack: Organisation;
let acme: Workspace;
let beta: Workspace;
let base: string;
let redis: Redis;

beforeAll(async () => {
  const server = await startPrivateRedis();
  closing.push(() => server.stop());
  redis = new Redis(server.url);
  closing.push(async () => redis.disconnect());
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-workspaces-'));
  closing.push(() => rm(directory, { recursive: true }));
  const leaking = await startReplay({ service: 'payments', replica: 'payments-1' });
  closing.push(() => leaking.stop());
  base = `http://127.0.0.1:${await freePort()}`;
  const signingSecret = 'c0ffee'.repeat(6);
  const http = { url: `${base}/slack/events`, signingSecret };
  slack = await startOrganisation(app);
  acme = await startWorkspace({
    http,
    team: { id: 'T0ACME', name: 'Acme' },
    channels: [
      { id: 'C0ACMEPAY', name: 'payments' },
      { id: 'C0ACMEONC', name: 'oncall' },
    ],
  });
  beta = await startWorkspace({
    http,
    team: { id: 'T0BETA', name: 'Beta' },
    channels: [{ id: 'C0BETAPAY', name: 'payments' }],
  });
  closing.push(slack.close, acme.close, beta.close);
  const config = path.join(directory, 'leakcheck.yaml');
  const owner = { channel: 'C0ACMEONC', label: 'Payments team', workspace: 'T0ACME' };
  await writeFile(config, stringify({ services: { payments: { targets: [leaking.url], owner } } }));
  const env = {
    SLACK_CLIENT_ID: app.clientId,
    SLACK_CLIENT_SECRET: app.clientSecret,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    LEAKCHECK_ENCRYPTION_KEY: newKey(),
    LEAKCHECK_LISTEN: base.replace('http://', ''),
    LEAKCHECK_PUBLIC_URL: base,
    LEAKCHECK_WORKSPACES: 'T0ACME,T0BETA',
    LEAKCHECK_CONFIG: config,
    LEAKCHECK_PREFIX: prefix,
    LEAKCHECK_PROFILE_DIR: path.join(directory, 'profiles'),
    REDIS_URL: server.url,
  };
  for (const role of ['bot', 'worker']) processes.push(startBotProcess(env, ['--role', role]));
  closing.push(() => Promise.all(processes.map((each) => each.stop())));
  await Promise.all(
    processes.map((each) => Promise.race([each.ended, logged(each, 'leakcheck is running')])),
  );
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

function logged(of: BotProcess, words: string): Promise<void> {
  return vi.waitFor(() => expect(of.log()).toContain(words), busyMs);
}

const ask = (workspace: Workspace, text: string) =>
  workspace.runCommand({ user: 'ann', channel: 'payments', text });

/** All that stands in a workspace's channel, threads included. */
function everything(workspace: Workspace, channel = 'payments'): string {
  return workspace
    .messages(channel)
    .map(({ ts }) => workspace.threadAsText(channel, ts))
    .join('\n');
}

describe('one deployment in two workspaces', () => {
  it('checks a service for both at the same time, and answers each in its own', async () => {
    expect((await install({ base, slack }, acme)).status).toBe(200);
    expect((await install({ base, slack }, beta)).status).toBe(200);
    await Promise.all([ask(acme, 'payments 10s'), ask(beta, 'payments 10s')]);
    const answers = await Promise.all([acme, beta].map((workspace) => answer({ workspace }, 'payments')));
    // The two share a replica, which is captured by one of them at a time: on a busy machine that may leave a verdict open.
    for (const { ending } of answers) expect(ending).toMatch(/leak|inconclusive/);
    for (const [workspace, other] of [
      [acme, beta],
      [beta, acme],
    ] as const) {
      expect(workspace.messages('payments')).toHaveLength(1);
      const [root] = workspace.messages('payments');
      const thread = JSON.stringify([root, workspace.replies('payments', root?.ts ?? '')]);
      expect(thread).toContain(workspace.user('ann').id);
      expect(thread).not.toContain(other.user('ann').id);
    }
  });

  it('tells the owner of a check in the other workspace, in the owner’s own', async () => {
    const [root] = beta.messages('payments');
    const message = beta
      .replies('payments', root?.ts ?? '')
      .find(({ blocks }) => JSON.stringify(blocks).includes('leakcheck.escalate"'));
    await beta.click({
      user: 'ann',
      channel: 'payments',
      ts: message?.ts ?? '',
      actionId: 'leakcheck.escalate',
    });
    const modal = await beta.waitFor(() =>
      beta.modals('ann').find(({ content }) => content.callback_id === escalateCallbackId),
    );
    expect(JSON.stringify(modal.content)).toContain('its channel in another workspace');
    await beta.submitView({ user: 'ann', viewId: modal.id });
    await vi.waitFor(() => expect(everything(acme, 'oncall')).toContain('from another workspace'), busyMs);
    expect(everything(beta)).toContain('its channel in another workspace');
  });

  it('ends a check whose workspace takes leakcheck out meanwhile, and leaves nothing waiting', async () => {
    await ask(acme, 'payments 12s');
    await vi.waitFor(async () => expect(await states()).toContain('T0ACME capturing'), busyMs);
    await slack.uninstall(acme);
    // What it came to is kept, though nobody there can be told.
    const ofAcme = async () => (await states()).filter((state) => state.startsWith('T0ACME'));
    await vi.waitFor(async () => expect(await ofAcme()).toEqual(['T0ACME done', 'T0ACME done']), busyMs);
    await vi.waitFor(async () => expect(await redis.keys(`${prefix}:store:*reserved*`)).toEqual([]), busyMs);
    expect(processes[1]?.log()).toContain('leakcheck is not installed in the workspace T0ACME');
    await ask(beta, 'payments 10s');
    await vi.waitFor(() => expect(beta.messages('payments')).toHaveLength(2), busyMs);
  });

  it('logs no token of any', () => {
    const tokens = [acme, beta].flatMap((workspace) => slack.installs.tokensOf(workspace));
    expect(tokens).toHaveLength(2);
    for (const token of [...tokens, app.clientSecret]) {
      for (const each of processes) expect(each.log()).not.toContain(token);
    }
  });
});

/** Of every check, its workspace and how it stands. */
async function states(): Promise<string[]> {
  const keys = await redis.keys(`${prefix}:store:check:*`);
  return Promise.all(keys.map(async (key) => (await redis.hmget(key, 'team', 'state')).join(' ')));
}
