import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReplay } from '../../lab/replay-target.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { answer, openStage, places, reply, type Stage, told } from './fixtures/stage.ts';

/**
 * A person who begins in Home and goes on from an alert: open, press, read. Real bot, worker and Redis; each step stands on the one
 * before.
 */
let stage: Stage;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  const leaking = await startReplay({ service: 'payments', replica: 'payments-1' });
  closing.push(() => leaking.stop());
  const targets = { 'payments-1': leaking.url };
  stage = await openStage({
    redisUrl: redis.url,
    services: {
      payments: {
        targets,
        channels: [places.payments],
        defaultWindow: '10s',
        owner: { userGroup: places.group, channel: places.oncall, label: 'Payments team' },
      },
      catalog: { targets: { 'catalog-1': leaking.url }, defaultWindow: '10s' },
    },
    digests: {
      morning: { channel: places.catalog, cron: '0 9 * * *', services: ['payments'] },
    },
  });
  closing.push(() => stage.close());
  await stage.start('bot');
  await stage.start('worker');
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

function home(words: RegExp): Promise<string> {
  const { workspace } = stage;
  return workspace.waitFor(
    () => {
      const view = workspace.home('ann');
      const text = view === undefined ? '' : workspace.viewAsText(view);
      return words.test(text) ? text : undefined;
    },
    { timeoutMs: 20_000, what: `Home with ${words}` },
  );
}

function modal(words: RegExp) {
  const { workspace } = stage;
  return workspace.waitFor(
    () => workspace.modals('ann').find((view) => words.test(workspace.viewAsText(view))),
    { timeoutMs: 20_000, what: `a modal with ${words}` },
  );
}

async function press(actionId: string, value: string): Promise<void> {
  const view = stage.workspace.home('ann');
  const block = view?.content.blocks.find((each) => {
    const text = JSON.stringify(each);
    return text.includes(`"${actionId}"`) && text.includes(`"value":"${value}"`);
  });
  const at = { viewId: String(view?.id), blockId: String(block?.block_id) };
  await stage.workspace.clickInView({ user: 'ann', actionId, ...at });
}

describe('a person in Home', () => {
  it('opens it, and sees the services and when the digest comes', async () => {
    await stage.workspace.openHome({ user: 'ann' });
    const text = await home(/2 services/);
    expect(text).toContain('*payments* · no verdict yet');
    expect(text).toMatch(/\*morning\* in #catalog-alerts · the next one is due/);
  });

  it('presses Check, and gets the verdict in the thread of the channel', async () => {
    const { workspace } = stage;
    await press('leakcheck.home_check', 'payments');
    const { id } = await modal(/Which channel/);
    // The service is chosen, and its channel with it.
    await workspace.submitView({ user: 'ann', viewId: id });
    await modal(/\*payments\* is being checked over 10s.*#payments-alerts/s);
    await told(stage, { channel: places.payments }, /You asked from Home to check \*payments\*/);
    await home(/\*Checks running\* \(1\)/);
    const { root, ending } = await answer(stage, places.payments);
    expect(ending).toBe('leak');
    await reply(stage, { channel: places.payments, ts: root.ts }, /@ann/);
  });

  it('finds verdict and leak there when it is opened again, with the thread', async () => {
    const { workspace } = stage;
    await workspace.openHome({ user: 'ann' });
    const text = await home(/\*payments\* · \*leak\*/);
    expect(text).toMatch(/\*Open leaks\* \(\d+\)/);
    const [root] = workspace.messages(places.payments);
    expect(text).toContain(`/archives/${places.payments}/p${root?.ts.replace('.', '')}`);
  });
});

describe('a person with an alert', () => {
  it('picks the shortcut, and gets the verdict in the alert’s thread', async () => {
    const { workspace } = stage;
    const alert = workspace.postAlert({
      user: 'bea',
      channel: places.catalog,
      attachments: [
        { title: '[FIRING:1] HighMemory', fields: [{ title: 'pod', value: 'catalog-7f9c6d5b8-x2x4q' }] },
      ],
    });
    await workspace.useMessageShortcut({
      user: 'ann',
      channel: places.catalog,
      ts: alert.ts,
      callbackId: 'leakcheck.check_message',
    });
    await told(
      stage,
      { channel: places.catalog },
      /\*catalog\* is being checked over 10s, because the message says/,
    );
    await reply(stage, { channel: places.catalog, ts: alert.ts }, /^leakcheck \(edited\)\n.*\*leak\*/s);
    const [only, ...others] = workspace.messages(places.catalog);
    expect(only?.ts).toBe(alert.ts);
    expect(others).toEqual([]);
  });

  it('is asked where the alert names no service, and told about a channel without leakcheck', async () => {
    const { workspace } = stage;
    const alert = workspace.postAlert({ user: 'bea', channel: places.outside, text: 'memory is high' });
    const at = { user: 'ann', channel: places.outside, ts: alert.ts };
    await workspace.useMessageShortcut({ ...at, callbackId: 'leakcheck.check_message' });
    const { id } = await modal(/names no service/);
    const values = { 'leakcheck.check_service_name': 'catalog' };
    await workspace.submitView({ user: 'ann', viewId: id, values });
    await modal(/I am not in this channel.*\/invite @leakcheck/s);
    expect(workspace.replies(places.outside, alert.ts)).toEqual([]);
  });

  it('leaves neither tokens nor addresses that anybody can answer to in the logs', () => {
    expect(stage.logs()).toContain('leakcheck is running');
    expect(stage.logs()).not.toContain(stage.workspace.botToken);
    expect(stage.logs()).not.toContain('/response/');
  });
});
