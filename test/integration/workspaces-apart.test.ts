import { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Workspace } from '../../lab/slack/workspace.ts';
import type { Outcome } from '../../src/check/escalation-record.ts';
import { escalationStoreIn } from '../../src/check/workspaces/escalation-store-in.ts';
import { incidentActionIds } from '../../src/report/thread/incidents-message.ts';
import { showAllButton } from '../../src/report/thread/list-buttons.ts';
import { createRedisCheckStore } from '../../src/store/redis-check-store.ts';
import { createRedisEscalationStore } from '../../src/store/redis-escalation-store.ts';
import { createRedisIncidentStore } from '../../src/store/redis-incident-store.ts';
import { aCheck, service } from '../check/memory-ports.ts';
import { incident } from '../incident/incident-fixtures.ts';
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

const button = (actionId: string, value: object) => ({
  type: 'actions',
  elements: [
    {
      type: 'button',
      action_id: actionId,
      text: { type: 'plain_text', text: 'Press' },
      value: JSON.stringify(value),
    },
  ],
});

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

it.each([incidentActionIds.acknowledge, incidentActionIds.snooze])(
  'a button about a leak in another workspace’s report does nothing to the same leak here, and says so: %s',
  async (actionId) => {
    const at = await start();
    const [acme, beta] = [bot.teams.acme, bot.teams.beta].map((team) =>
      createRedisIncidentStore({ ...at, clock: Date.now, team }),
    );
    const sighting = { ...incident().last, atMs: Date.now() };
    const leak = incident({ first: sighting, last: sighting });
    for (const store of [acme, beta]) await store?.change('payments', () => [leak]);
    const check = aCheck({ state: 'done', team: bot.teams.acme });
    await createRedisCheckStore({ ...at, clock: Date.now }).create(check);
    const value = { check: check.id, service: 'payments', incident: leak.fingerprint };
    await press(bot.beta, button(actionId, value), actionId);
    await vi.waitFor(() => expect(told(bot.beta)).toContain(`No check \`${check.id}\` is known`), waits);
    expect(bot.beta.modals('ann')).toEqual([]);
    expect((await beta?.of('payments'))?.map(({ status }) => status.is)).toEqual(['open']);
  },
);

it('Escalate says that Slack knows no such group as the owner’s, whose workspace this is', async () => {
  const owner = { userGroup: 'S0NOBODY', channel: undefined, label: 'Payments on-call' };
  const at = await start({
    scopes: ['commands', 'chat:write', 'files:write', 'app_mentions:read', 'usergroups:read'],
    services: ({ beta }) => [service({ owner: { ...owner, workspace: beta } })],
  });
  const check = aCheck({
    state: 'done',
    team: bot.teams.beta,
    channel: bot.beta.channel(channel).id,
  });
  await createRedisCheckStore({ ...at, clock: Date.now }).create(check);
  await press(bot.beta, button('leakcheck.escalate', { check: check.id }), 'leakcheck.escalate');
  const modal = await bot.beta.waitFor(() => bot.beta.modals('ann')[0]);
  expect(bot.beta.viewAsText(modal)).toContain('Slack knows no user group `S0NOBODY`');
});

it('a leak is escalated here while another workspace escalates leaks of the same service', async () => {
  const owner = { userGroup: 'S0TEAM', channel: undefined, label: 'Payments on-call' };
  const at = await start({ services: ({ beta }) => [service({ owner: { ...owner, workspace: beta } })] });
  const checks = createRedisCheckStore({ ...at, clock: Date.now });
  for (const held of [`escalating:${bot.teams.acme}/payments`, 'escalating:payments']) {
    expect(await checks.claim(held, 60_000)).toBe(true);
  }
  const channelId = bot.beta.channel(channel).id;
  const check = aCheck({ state: 'done', team: bot.teams.beta, channel: channelId, rootTs: undefined });
  await checks.create(check);
  const sighting = { ...incident().last, check: check.id, atMs: Date.now() };
  const incidents = createRedisIncidentStore({ ...at, clock: Date.now, team: bot.teams.beta });
  await incidents.change('payments', () => [incident({ first: sighting, last: sighting })]);
  await press(bot.beta, button('leakcheck.escalate', { check: check.id }), 'leakcheck.escalate');
  const modal = await bot.beta.waitFor(() => bot.beta.modals('ann')[0]);
  await bot.beta.submitView({ user: 'ann', viewId: modal.id });
  const texts = () => bot.beta.messages(channel).map(({ text }) => text);
  await vi.waitFor(() => expect(texts().join('\n')).toContain('<!subteam^S0TEAM>'), waits);
  expect(told(bot.beta)).toBe('');
});
