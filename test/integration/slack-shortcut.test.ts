import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IntegrationInput } from '../../lab/slack/interaction/integration.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { noRules, service } from '../check/memory-ports.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

const none = { users: [], userGroups: [], channels: [] };
const channel = 'payments-oncall';

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

/** As Alertmanager posts to Slack. */
const alert = {
  attachments: [
    {
      title: '[FIRING:1] HighMemory (payments page)',
      title_link: 'https://alertmanager.example/#/alerts',
      text: '*Alert:* memory grows\n • *service:* `payments`\n • *severity:* `page`',
      fallback: '[FIRING:1] HighMemory',
    },
  ],
};

function posted(message: Omit<IntegrationInput, 'user' | 'channel'>, where = channel): string {
  return bot.workspace.postAlert({ user: 'bea', channel: where, ...message }).ts;
}

function use(ts: string, where = channel, user = 'ann') {
  const callbackId = 'leakcheck.check_message';
  return bot.workspace.useMessageShortcut({ user, channel: where, ts, callbackId });
}

function told(words: RegExp, where = channel) {
  const { workspace } = bot;
  return workspace.waitFor(
    () =>
      workspace
        .ephemerals(where, 'ann')
        .map((message) => workspace.messageAsText(message))
        .find((text) => words.test(text)),
    { what: `an answer with ${words}` },
  );
}

function modalWith(words: RegExp) {
  const { workspace } = bot;
  return workspace.waitFor(
    () => workspace.modals('ann').find((view) => words.test(workspace.viewAsText(view))),
    { what: `a modal with ${words}` },
  );
}

function entry(fields: object) {
  return vi.waitFor(() => expect(bot.audit.entries).toContainEqual(expect.objectContaining(fields)));
}

describe('Check for leaks on a message', () => {
  it('checks the service that an alert names, in the alert’s thread, and says why that one', async () => {
    const ts = posted(alert);
    expect(await use(ts)).toMatchObject({ ok: true });
    const text = await told(/is being checked over 5m/);
    expect(text).toContain('*payments*');
    expect(text).toContain('because the message says `service=payments`');
    const [check] = [...bot.store.checks.values()];
    expect(check).toMatchObject({ service: 'payments', threadTs: ts, windowMs: 300_000 });
    expect(
      bot.workspace
        .replies(channel, ts)
        .map((reply) => reply.text)
        .join(),
    ).toMatch(/Checking payments/);
    expect(bot.workspace.messages(channel)).toHaveLength(1);
    await entry({ what: 'check', via: 'shortcut', service: 'payments', check: check?.id, outcome: 'done' });
  });

  it('answers in the thread that a reply is in', async () => {
    const root = posted({ text: 'an incident' });
    const { ts } = await bot.workspace.say({ user: 'bea', channel, text: 'is it payments?', threadTs: root });
    await use(ts);
    await told(/is being checked/);
    expect([...bot.store.checks.values()]).toMatchObject([{ threadTs: root }]);
  });

  it('starts one check, however often Slack delivers it', async () => {
    const ts = posted(alert);
    bot.workspace.faults.add({ method: 'interactive', kind: 'duplicate' });
    await use(ts);
    await told(/is being checked/);
    await vi.waitFor(() =>
      expect(bot.workspace.envelopes().filter(({ ackMs }) => ackMs === undefined)).toEqual([]),
    );
    expect(bot.queue.added).toHaveLength(1);
    expect(bot.workspace.ephemerals(channel, 'ann')).toHaveLength(1);
  });

  it.each([
    {
      it: 'names several',
      text: 'orders and payments and orders',
      why: /names \*orders\*, \*payments\*: which/,
    },
    { it: 'names none', text: 'lunch?', why: /names no service that leakcheck knows/ },
    {
      it: 'hints at one',
      text: 'https://shop.example/payments/1',
      why: /in an address or a file name only: is \*payments\*/,
    },
  ])('asks where the message $it, and then checks in its thread', async ({ text, why }) => {
    const ts = posted({ text });
    await use(ts);
    const { id, content } = await modalWith(why);
    expect(JSON.stringify(content.blocks)).not.toContain('leakcheck.check_channel');
    expect(bot.queue.added).toEqual([]);
    const values = { 'leakcheck.check_service_name': 'payments', 'leakcheck.check_window_text': '90s' };
    expect(await bot.workspace.submitView({ user: 'ann', viewId: id, values })).toMatchObject({
      closed: false,
    });
    await modalWith(/\*payments\* is being checked over 1m30s.*in a thread of #payments-oncall/);
    expect([...bot.store.checks.values()]).toMatchObject([{ threadTs: ts, windowMs: 90_000 }]);
    await entry({ what: 'open_check', via: 'shortcut', outcome: 'done' });
    await entry({ what: 'check', via: 'modal', service: 'payments', outcome: 'done' });
  });

  it('chooses beforehand what is likeliest of what may be checked there', async () => {
    await use(posted({ text: 'orders, orders, payments' }));
    const { content } = await modalWith(/which one is meant/);
    // That service may be checked in a channel of its own alone.
    expect(JSON.stringify(content.blocks)).not.toContain('"value":"orders"');
    const inOrders = posted({ text: 'orders, orders, payments' }, 'orders');
    await use(inOrders, 'orders');
    const modal = await bot.workspace.waitFor(({ modals }) =>
      modals('ann').find((view) => JSON.stringify(view.content.blocks).includes('"value":"orders"')),
    );
    expect(JSON.stringify(modal.content.blocks)).toMatch(/"initial_option":\{[^}]*"text":"orders"/);
  });

  it.each([
    { it: 'at once', message: alert },
    { it: 'in the modal that asks', message: { text: 'lunch?' } },
  ])(
    'queues nothing in a channel without leakcheck, and tells how to invite it: $it',
    async ({ message }) => {
      const ts = posted(message, 'random');
      await use(ts, 'random');
      if (message !== alert) {
        const { id } = await modalWith(/names no service/);
        const values = { 'leakcheck.check_service_name': 'payments' };
        await bot.workspace.submitView({ user: 'ann', viewId: id, values });
        await modalWith(/I am not in this channel.*\/invite @leakcheck/s);
      } else await told(/I am not in this channel.*\/invite @leakcheck/s, 'random');
      expect(bot.queue.added).toEqual([]);
      expect(bot.workspace.replies('random', ts)).toEqual([]);
      await entry({ what: 'check', service: 'payments', outcome: 'refused' });
    },
  );

  it('answers in the thread where the modal was closed before it had its answer', async () => {
    const ts = posted({ text: 'lunch?' });
    await use(ts);
    const { id } = await modalWith(/names no service/);
    bot.workspace.faults.add({ method: 'views.update', kind: 'refused', error: 'not_found' });
    bot.services.splice(0, bot.services.length);
    await bot.workspace.submitView({
      user: 'ann',
      viewId: id,
      values: { 'leakcheck.check_service_name': 'payments' },
    });
    await told(/No service is named “payments”/);
    expect(bot.workspace.ephemerals(channel, 'ann')).toMatchObject([{ threadTs: ts }]);
  });

  it('says who may, to whoever may not', async () => {
    const bea = { ...none, users: [bot.workspace.user('bea').id] };
    bot.services.splice(0, bot.services.length, service({ permissions: { check: bea } }));
    await use(posted(alert));
    await told(/You may not check \*payments\*.*@bea/s);
    await use(posted({ text: 'lunch?' }));
    await modalWith(/You may check no service in this channel.*Next step/s);
    expect(bot.queue.added).toEqual([]);
    await entry({ what: 'check', via: 'shortcut', service: 'payments', outcome: 'refused' });
  });

  it('counts towards what one person may start', async () => {
    bot.access.rules = { ...noRules, personLimit: { checks: 1, windowMs: 600_000 } };
    bot.services.push(service({ name: 'catalog' }));
    await use(posted(alert));
    await told(/is being checked/);
    await use(posted({ text: 'catalog' }));
    await told(/as many as one person may/);
    expect(bot.queue.added).toHaveLength(1);
  });

  it('says so while Redis is away', async () => {
    bot.store.down = new StoreUnavailableError('down');
    await use(posted(alert));
    await told(/cannot be reached/);
    expect(bot.queue.added).toEqual([]);
  });

  it('says what to do where Slack opens no modal', async () => {
    bot.workspace.faults.add({ method: 'views.open', kind: 'refused', error: 'expired_trigger_id' });
    await use(posted({ text: 'lunch?' }));
    await told(/could not be opened.*use the shortcut again/s);
    await entry({ what: 'open_check', via: 'shortcut', outcome: 'failed' });
  });

  it('reads hostile messages, and mentions nobody by them', async () => {
    bot.services.push(service({ name: 'a' }));
    await use(posted({ text: '<!channel> service=payments<!here> `*_~' }));
    await told(/is being checked/);
    const said = JSON.stringify(bot.workspace.ephemerals(channel, 'ann'));
    expect(said).not.toContain('<!');
  });
});

describe('Check a service, from anywhere', () => {
  it('asks what to check and where, and says where it runs', async () => {
    const { workspace } = bot;
    await workspace.useGlobalShortcut({ user: 'ann', callbackId: 'leakcheck.check_anywhere' });
    const { id, content } = await modalWith(/Which channel/);
    expect(JSON.stringify(content.blocks)).toContain('"default_to_current_conversation":true');
    const values = {
      'leakcheck.check_service_name': 'orders',
      'leakcheck.check_channel_id': workspace.channel('orders').id,
    };
    await workspace.submitView({ user: 'ann', viewId: id, values });
    await modalWith(/\*orders\* is being checked over 5m.*in #orders/);
    expect(bot.queue.added).toHaveLength(1);
    expect(workspace.home('ann')).toBeUndefined();
    await entry({ what: 'open_check', via: 'shortcut', channel: 'home', outcome: 'done' });
  });
});
