import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noRules } from '../check/memory-ports.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

const channel = 'payments-oncall';
const none = { users: [], userGroups: [], channels: [] };

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

function command(text: string, user = 'ann') {
  return bot.workspace.runCommand({ user, channel, text });
}

function modal(user = 'ann') {
  return bot.workspace.waitFor(({ modals }) => modals(user).at(-1), { what: 'a modal' });
}

function told(words: RegExp) {
  const { workspace } = bot;
  return workspace.waitFor(() =>
    workspace
      .ephemerals(channel, 'ann')
      .map((message) => workspace.messageAsText(message))
      .find((text) => words.test(text)),
  );
}

function answered(words: RegExp) {
  const { workspace } = bot;
  return workspace.waitFor(
    () => workspace.modals('ann').find((view) => words.test(workspace.viewAsText(view))),
    {
      what: `a modal with ${words}`,
    },
  );
}

function submit(viewId: string, service: string, window?: string) {
  const values = {
    'leakcheck.check_service_name': service,
    ...(window === undefined ? {} : { 'leakcheck.check_window_text': window }),
  };
  return bot.workspace.submitView({ user: 'ann', viewId, values });
}

describe('/leakcheck by itself', () => {
  it('asks what to check and for how long, and checks that', async () => {
    await command('');
    const { id, content } = await modal();
    expect(JSON.stringify(content.blocks)).toContain('"value":"payments"');
    // That service may be checked in a channel of its own alone.
    expect(JSON.stringify(content.blocks)).not.toContain('"value":"orders"');
    expect(await submit(id, 'payments', '90s')).toMatchObject({ ok: true, closed: true });
    await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
    const [check] = [...bot.store.checks.values()];
    expect(check).toMatchObject({ service: 'payments', windowMs: 90_000 });
    await vi.waitFor(() =>
      expect(bot.audit.entries).toContainEqual(
        expect.objectContaining({ what: 'check', via: 'modal', service: 'payments', outcome: 'done' }),
      ),
    );
  });

  it('takes the usual window where none is typed, and says in the modal what is wrong with one', async () => {
    await command('  ');
    const { id } = await modal();
    expect(await submit(id, 'payments', '5 parsecs')).toMatchObject({
      ok: false,
      errors: { 'leakcheck.check_window': expect.stringContaining('10s to 24h') },
    });
    expect(bot.queue.added).toEqual([]);
    expect(await submit(id, 'payments')).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
  });

  it('shows the help to whoever may check nothing here', async () => {
    const bea = { ...none, users: [bot.workspace.user('bea').id] };
    bot.services.splice(
      0,
      bot.services.length,
      ...bot.services.map((each) => ({ ...each, permissions: { check: bea } })),
    );
    bot.access.rules = { ...noRules };
    await command('');
    await told(/You may check no service here/);
    expect(bot.workspace.modals('ann')).toEqual([]);
  });

  it('shows the help where Slack does not open the modal', async () => {
    bot.workspace.faults.add({ method: 'views.open', kind: 'refused', error: 'expired_trigger_id' });
    await command('');
    await told(/leakcheck\* says whether a Go service leaks/);
  });

  it('answers what has come in between', async () => {
    await command('');
    const { id } = await modal();
    bot.services.splice(0, bot.services.length);
    await submit(id, 'payments');
    await answered(/No service is named “payments”/);
    expect(bot.queue.added).toEqual([]);
  });

  it('answers also in a channel that leakcheck is not in', async () => {
    await bot.workspace.runCommand({ user: 'ann', channel: 'random', text: '' });
    const { id } = await modal();
    await submit(id, 'payments');
    await answered(/I am not in this channel.*\/invite @leakcheck/s);
    expect(bot.queue.added).toEqual([]);
  });

  it('answers in the channel where Slack opens no modal for it any more', async () => {
    await command('');
    const { id } = await modal();
    bot.services.splice(0, bot.services.length);
    bot.workspace.faults.add({ method: 'views.open', kind: 'refused', error: 'expired_trigger_id' });
    await submit(id, 'payments');
    await told(/No service is named “payments”/);
  });
});
