import { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Workspace } from '../../lab/slack/workspace.ts';
import type { Outcome } from '../../src/check/escalation-record.ts';
import { escalationStoreIn } from '../../src/check/workspaces/escalation-store-in.ts';
import { showAllButton } from '../../src/report/thread/list-buttons.ts';
import { createRedisEscalationStore } from '../../src/store/redis-escalation-store.ts';
import { type InstalledBot, install, startInstalledBot } from './fixtures/installed-bot.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

/** In a channel that workspaces share, people of one press the buttons of another's messages. */
const channel = 'payments-oncall';
const waits = { timeout: 30_000 };

let server: PrivateRedis;
let bot: InstalledBot;

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
afterEach(() => bot.close());

async function start(options: Parameters<typeof startInstalledBot>[1] = {}) {
  bot = await startInstalledBot(server.url, options);
  await install(bot, bot.acme);
  await install(bot, bot.beta);
  return { redis: bot.redis, prefix: bot.prefix };
}

/** A button stands in the channel, and somebody presses it. */
async function press(workspace: Workspace, block: object, actionId: string): Promise<void> {
  const slack = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
  const { id } = workspace.channel(channel);
  const blocks = [block] as never;
  const { ts = '' } = await slack.chat.postMessage({ channel: id, text: 'a message of leakcheck', blocks });
  await workspace.click({ user: 'ann', channel, ts, actionId });
}

const told = (workspace: Workspace) =>
  workspace
    .ephemerals(channel, 'ann')
    .map((each) => workspace.messageAsText(each))
    .join('\n');

it('what came of an escalation is shown in its own workspace, and in no other', async () => {
  const at = await start();
  const store = escalationStoreIn(createRedisEscalationStore(at), bot.teams.acme);
  const id = 'abc23456-asked';
  await store.begin({
    id,
    reason: 'asked',
    service: 'payments',
    check: 'abc23456',
    note: '',
    atMs: Date.now(),
    to: { channel: bot.acme.channel(channel).id },
  });
  const outcome: Outcome = {
    way: 'github-acme.payments',
    name: 'GitHub acme/payments',
    event: 'trigger',
    rank: 0,
    state: 'told',
    atMs: Date.now(),
    tries: 1,
    link: 'https://gh.example/12',
  };
  await store.expect(id, `${id}-job`, outcome);
  const show = showAllButton('Show all', { kind: 'escalation', id });
  await press(bot.beta, show, 'leakcheck.list.show');
  await vi.waitFor(() => expect(told(bot.beta)).toContain('Nothing is known of this escalation'), waits);
  expect(told(bot.beta)).not.toContain('gh.example');
  await press(bot.acme, show, 'leakcheck.list.show');
  await vi.waitFor(() => expect(told(bot.acme)).toContain('GitHub acme/payments'), waits);
});
