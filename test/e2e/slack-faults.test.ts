import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startReplay } from '../../lab/replay-target.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import {
  answer,
  historyScopes,
  openStage,
  places,
  reply,
  root,
  roots,
  type Stage,
  told,
} from './fixtures/stage.ts';

/** Slack fails while a check runs or its report is published: the thread is whole, and nothing is in it twice. */
let redisUrl: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startPrivateRedis();
  redisUrl = redis.url;
  closing.push(() => redis.stop());
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

type Asked = { readonly stage: Stage; readonly ts: string };

/** A check that runs in a workspace of its own. */
async function ask(options: { readonly scopes?: readonly string[] } = {}): Promise<Asked> {
  const orders = await startReplay({ service: 'payments', replica: 'payments-1' });
  const billing = await startReplay({ service: 'payments', replica: 'payments-2' });
  const owner = { channel: places.oncall, label: 'Orders team' };
  const stage = await openStage({
    redisUrl,
    services: {
      orders: { targets: { 'orders-1': orders.url }, owner },
      billing: { targets: { 'billing-1': billing.url } },
    },
    ...options,
  });
  closing.push(orders.stop, billing.stop, () => stage.close());
  await stage.start();
  await stage.workspace.runCommand({ user: 'ann', channel: places.orders, text: 'orders 10s' });
  return { stage, ts: (await root(stage, places.orders)).ts };
}

/** One workspace for those who disturb each other not: a check of orders, one of billing. */
let calm: Promise<Asked & { readonly billingTs: string }> | undefined;

function askCalmly() {
  calm ??= ask().then(async (asked) => {
    await asked.stage.workspace.runCommand({ user: 'ann', channel: places.catalog, text: 'billing 10s' });
    return { ...asked, billingTs: (await root(asked.stage, places.catalog)).ts };
  });
  return calm;
}

/** On a busy machine a window of 10 s may show less than a leak: then there is no finding to be shown twice. */
const parts = {
  verdict: /@ann \*(Leak|Suspect|Healthy|Inconclusive): /g,
  charts: /\[image: Live heap of 1 replica/g,
  stacks: /\[image: Top growing stacks/g,
  finding: /^ *\*1\. .*, confidence /gm,
  buttons: /^ *\*1\. .*\/min$/gm,
  files: /\[file: report\.json/g,
  caveats: /Cost of this check/g,
};

/** The verdict line, and every part of the thread exactly once. */
async function wholeThread({ stage, ts }: Asked): Promise<string> {
  const { root: at } = await answer(stage, places.orders, ts);
  await reply(stage, at, /\[file: report\.json/);
  await reply(stage, at, /Cost of this check/);
  const thread = stage.workspace.threadAsText(places.orders, ts);
  const names = thread.includes('*1. ') || /@ann \*Leak: /.test(thread);
  for (const [name, part] of Object.entries(parts)) {
    const times = names || ![parts.stacks, parts.finding, parts.buttons].includes(part) ? 1 : 0;
    expect(thread.match(part) ?? [], `${name} in\n${thread}`).toHaveLength(times);
  }
  expect(roots(stage, places.orders)).toHaveLength(1);
  await vi.waitFor(async () => expect(await stage.leftInRedis()).toEqual([]), {
    timeout: 60_000,
    interval: 100,
  });
  return thread;
}

/** All at the same time, each in a workspace of its own; a test waits for its own one. */
const scenarios = {
  async told429() {
    const asked = await ask();
    const { faults } = asked.stage.workspace;
    faults.add({ method: 'chat.postMessage', kind: '429', times: 2, retryAfterSeconds: 2 });
    faults.add({ method: 'files.completeUploadExternal', kind: '429', retryAfterSeconds: 1 });
    faults.add({ method: 'chat.update', kind: '429', retryAfterSeconds: 1, times: 2 });
    await wholeThread(asked);
    expect(faults.list()).toEqual([]);
  },

  async failing() {
    const asked = await ask({ scopes: historyScopes });
    const { faults } = asked.stage.workspace;
    faults.add({ method: 'chat.postMessage', kind: '500' });
    faults.add({ method: 'chat.postMessage', kind: '500', when: 'after' });
    faults.add({ method: 'files.completeUploadExternal', kind: 'reset', when: 'after' });
    faults.add({ method: 'upload', kind: 'reset' });
    await wholeThread(asked);
    expect(faults.list()).toEqual([]);
  },

  async slow() {
    const asked = await ask({ scopes: historyScopes });
    const { faults } = asked.stage.workspace;
    faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    faults.add({ method: 'chat.postMessage', kind: 'slow', when: 'after', delayMs: 12_000 });
    await wholeThread(asked);
    expect(faults.list()).toEqual([]);
  },

  async refreshed() {
    const asked = await askCalmly();
    const { workspace } = asked.stage;
    workspace.refresh();
    await workspace.waitFor(() => workspace.calls('apps.connections.open').length > 1);
    // Between two sockets Slack itself tells a person that the command did not get through.
    const status = () => workspace.runCommand({ user: 'bea', channel: places.orders, text: 'status' });
    await vi.waitFor(async () => expect(await status()).toMatchObject({ ok: true }), { timeout: 30_000 });
    await told(asked.stage, { user: 'bea', channel: places.orders }, /orders[^\n]* · 10s · /);
    await wholeThread(asked);
  },

  async withoutUploads() {
    const { stage, ts } = await ask();
    stage.workspace.faults.add({ method: 'upload', kind: '500', times: 10_000 });
    const { thread } = await answer(stage, places.orders, ts);
    for (const part of [parts.verdict, parts.caveats]) expect(thread.match(part)).toHaveLength(1);
    if (/@ann \*Leak: /.test(thread)) expect(thread.match(parts.finding)).toHaveLength(1);
    expect(thread).toMatch(/The charts are missing: Slack failed to take the upload/);
    expect(thread).toMatch(
      /report\.json and the profiles are not attached:\* Slack failed to take the upload/,
    );
  },

  async deleted() {
    const { stage, billingTs: ts } = await askCalmly();
    const { apiUrl, botToken } = stage.workspace;
    await new WebClient(botToken, { slackApiUrl: apiUrl }).chat.delete({ channel: places.catalog, ts });
    const verdict = await stage.workspace.waitFor(
      () =>
        roots(stage, places.catalog).find(({ text }) => /(Leak|Suspect|Healthy|Inconclusive): /.test(text)),
      { timeoutMs: 100_000 },
    );
    await reply(stage, verdict, /\[file: report\.json/);
    await reply(stage, verdict, /Cost of this check/);
    expect(roots(stage, places.catalog)).toHaveLength(1);
  },

  async twice() {
    const { stage, ts } = await askCalmly();
    await running.get('refreshed');
    const toldBefore = stage.workspace.ephemerals(places.orders, 'bea').length;
    const { workspace } = stage;
    const { faults } = workspace;
    faults.add({ method: 'slash_commands', kind: 'duplicate' });
    await workspace.runCommand({ user: 'ann', channel: places.payments, text: 'orders 30s' });
    await root(stage, places.payments);
    const { replies } = await answer(stage, places.orders, ts);
    const verdict = { user: 'bea', channel: places.orders, ts: replies[0]?.ts ?? '' };
    faults.add({ method: 'interactive', kind: 'duplicate' });
    await workspace.click({ ...verdict, actionId: 'leakcheck.escalate' });
    const modal = await workspace.waitFor(() => workspace.modals('bea')[0]);
    faults.add({ method: 'interactive', kind: 'duplicate' });
    await workspace.submitView({ user: 'bea', viewId: modal.id });
    await workspace.waitFor(() => roots(stage, places.oncall)[0]);
    faults.add({ method: 'interactive', kind: 'duplicate' });
    await workspace.click({ ...verdict, actionId: 'leakcheck.rerun' });
    await workspace.waitFor(() => roots(stage, places.orders).length === 2);
    await workspace.runCommand({ user: 'ann', channel: places.orders, text: 'status' });
    await told(stage, { channel: places.orders }, /2 checks running/);
    expect(faults.list()).toEqual([]);
    expect(workspace.envelopes().filter(({ ackMs }) => ackMs === undefined)).toEqual([]);
    expect(workspace.modals('bea')).toEqual([]);
    expect(roots(stage, places.payments)).toHaveLength(1);
    expect(roots(stage, places.oncall)).toHaveLength(1);
    expect(roots(stage, places.orders)).toHaveLength(2);
    expect(workspace.ephemerals(places.orders, 'bea')).toHaveLength(toldBefore);
    expect(workspace.threadAsText(places.orders, ts).match(/asks you to look at this check/g)).toHaveLength(
      1,
    );
  },
};

/** The first to be waited for waits for the start of all. */
const patienceMs = 240_000;

type Scenario = keyof typeof scenarios;
const running = new Map<Scenario, Promise<PromiseSettledResult<void>>>();

async function ended(scenario: Scenario): Promise<void> {
  const result = await running.get(scenario);
  if (result?.status !== 'fulfilled') throw result?.reason;
}

describe('Slack', () => {
  beforeAll(() => {
    for (const [name, run] of Object.entries(scenarios)) {
      const settled = Promise.allSettled([run()]).then(([result]) => result);
      running.set(name as Scenario, settled);
    }
  });

  it.each<{ name: string; scenario: Scenario }>([
    { name: 'asking to slow down is obeyed, and the thread is whole', scenario: 'told429' },
    {
      name: 'failing before and after the effect is tried again, and nothing is posted twice',
      scenario: 'failing',
    },
    {
      name: 'losing answers, and answering later than anybody waits, gets no message twice',
      scenario: 'slow',
    },
    { name: 'refreshing its sockets disturbs nobody', scenario: 'refreshed' },
    {
      name: 'taking no files leaves the rest of the thread, which says what is missing',
      scenario: 'withoutUploads',
    },
    { name: 'without the root message any more gets the answer in the channel', scenario: 'deleted' },
    { name: 'delivering a command, a press and a modal twice gets each done once', scenario: 'twice' },
  ])('$name', ({ scenario }) => ended(scenario), patienceMs);
});
