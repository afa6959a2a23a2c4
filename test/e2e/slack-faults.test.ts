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
  const target = await startReplay({ service: 'orders', replica: 'orders-1' });
  const owner = { channel: places.oncall, label: 'Orders team' };
  const stage = await openStage({
    redisUrl,
    services: { orders: { targets: { 'orders-1': target.url }, owner } },
    ...options,
  });
  closing.push(
    () => target.stop(),
    () => stage.close(),
  );
  await stage.start();
  await stage.workspace.runCommand({ user: 'ann', channel: places.orders, text: 'orders 10s' });
  return { stage, ts: (await root(stage, places.orders)).ts };
}

const parts = {
  verdict: /@ann \*(Leak|Suspect|Inconclusive): /g,
  charts: /\[image: Live heap of 1 replica/g,
  stacks: /\[image: Top growing stacks/g,
  finding: /\*Evidence\*/g,
  files: /\[file: report\.json/g,
  caveats: /Cost of this check/g,
};

/** The verdict line, and every part of the thread exactly once. */
async function wholeThread({ stage, ts }: Asked): Promise<string> {
  const { root: at } = await answer(stage, places.orders, ts);
  await reply(stage, at, /\[file: report\.json/);
  await reply(stage, at, /Cost of this check/);
  const thread = stage.workspace.threadAsText(places.orders, ts);
  for (const [name, part] of Object.entries(parts))
    expect(thread.match(part) ?? [], `${name} in\n${thread}`).toHaveLength(1);
  expect(roots(stage, places.orders)).toHaveLength(1);
  await vi.waitFor(async () => expect(await stage.leftInRedis()).toEqual([]), {
    timeout: 20_000,
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
    const asked = await ask();
    const { workspace } = asked.stage;
    workspace.refresh();
    await workspace.waitFor(() => workspace.calls('apps.connections.open').length > 1);
    await workspace.waitFor(() => workspace.connected() > 0);
    await workspace.runCommand({ user: 'bea', channel: places.orders, text: 'status' });
    await told(asked.stage, { user: 'bea', channel: places.orders }, /1 check running/);
    await wholeThread(asked);
  },

  async withoutUploads() {
    const { stage, ts } = await ask();
    stage.workspace.faults.add({ method: 'upload', kind: '500', times: 10_000 });
    const { thread } = await answer(stage, places.orders, ts);
    for (const name of ['verdict', 'finding', 'caveats'] as const) {
      expect(thread.match(parts[name]), name).toHaveLength(1);
    }
    expect(thread).toMatch(/The charts are missing: Slack failed to take the upload/);
    expect(thread).toMatch(/Profiles are not attached:\* Slack failed to take the upload/);
  },

  async deleted() {
    const { stage, ts } = await ask();
    const slack = new WebClient(stage.workspace.botToken, { slackApiUrl: stage.workspace.apiUrl });
    await slack.chat.delete({ channel: places.orders, ts });
    const verdict = await stage.workspace.waitFor(
      () => roots(stage, places.orders).find(({ text }) => /(Leak|Suspect): /.test(text)),
      { timeoutMs: 60_000 },
    );
    await reply(stage, verdict, /\[file: report\.json/);
    await reply(stage, verdict, /Cost of this check/);
    expect(roots(stage, places.orders)).toHaveLength(1);
  },

  async twice() {
    const { stage, ts } = await ask();
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
    expect(workspace.ephemerals(places.orders, 'bea')).toEqual([]);
    expect(workspace.threadAsText(places.orders, ts).match(/asks you to look at this check/g)).toHaveLength(
      1,
    );
  },
};

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
  ])('$name', ({ scenario }) => ended(scenario));
});
