import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { aDigest } from '../check/memory-digests.ts';
import { aCheck, noRules, service } from '../check/memory-ports.ts';
import { acknowledged, incident } from '../incident/incident-fixtures.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

const none = { users: [], userGroups: [], channels: [] };
const hostile = '<!channel>';

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

/** Home of a person once it holds these words. */
function homeWith(words: RegExp, user = 'ann'): Promise<string> {
  const { workspace } = bot;
  return workspace.waitFor(
    () => {
      const view = workspace.home(user);
      const text = view && workspace.viewAsText(view);
      return text !== undefined && words.test(text) ? text : undefined;
    },
    { what: `Home with ${words}` },
  );
}

async function opened(words: RegExp, user = 'ann'): Promise<string> {
  await bot.workspace.openHome({ user });
  return homeWith(words, user);
}

/** Presses a button of Home; of a service's own where one is named. */
async function press(actionId: string, of?: string, user = 'ann'): Promise<void> {
  const view = bot.workspace.home(user);
  const block = view?.content.blocks.find((each) => {
    const text = JSON.stringify(each);
    return text.includes(`"${actionId}"`) && (of === undefined || text.includes(`"value":"${of}"`));
  });
  const blockId = String(block?.block_id);
  await bot.workspace.clickInView({ user, viewId: String(view?.id), actionId, blockId });
}

function modalWith(words: RegExp, user = 'ann') {
  const { workspace } = bot;
  return workspace.waitFor(
    () => workspace.modals(user).find((view) => words.test(workspace.viewAsText(view))),
    { what: `a modal with ${words}` },
  );
}

function published(times: number) {
  return vi.waitFor(() => expect(bot.workspace.calls('views.publish')).toHaveLength(times));
}

function entry(fields: object) {
  return vi.waitFor(() => expect(bot.audit.entries).toContainEqual(expect.objectContaining(fields)));
}

describe('Home', () => {
  it('shows verdicts, open leaks with how they stand and their threads, what runs, and the next digest', async () => {
    const { workspace, store, incidents, digests } = bot;
    const channel = workspace.channel('payments-oncall').id;
    const root = await bot.poster.post({
      to: { channel, threadTs: undefined },
      message: { text: 'a report', blocks: [] },
      mark: 'root',
    });
    incidents.services.set('payments', [
      incident({ thread: { channel, ts: root.ts } }),
      incident({ fingerprint: 'b', status: acknowledged, culprit: 'shop/cart.(*Store).Add' }),
    ]);
    const outcome = {
      verdict: 'leak',
      confidence: 0.97,
      reason: 'grew',
      finishedAtMs: Date.UTC(2026, 10, 27, 9),
      proposedWindowMs: undefined,
    } as const;
    store.checks.set('done2345', aCheck({ id: 'done2345', state: 'done', outcome }));
    store.checks.set('runs2345', aCheck({ id: 'runs2345', service: 'orders', channel, rootTs: root.ts }));
    await digests.add(aDigest({ name: 'morning', channel, timeZone: 'Europe/Berlin' }));
    const text = await opened(/Services/);
    expect(text).toContain('*2 services* of yours: *1* with open leaks · 1 check running');
    expect(text).toContain('*payments* · *leak*, 97 %, 2026-11-27 09:00 UTC');
    expect(text).toContain('2 open leaks: 1 new, 1 acknowledged');
    expect(text).toContain('acknowledged by @U0BEA');
    expect(text).toMatch(/new: first found .* its thread \(http/);
    expect(text).toMatch(/\*orders\* over 5m · capturing 3 of 9 · asked by @U0ANN · its thread \(http/);
    expect(text).toMatch(/\*morning\* in #payments-oncall · the next one is due 20\d\d-/);
    expect(text).toMatch(/\*orders\* · no verdict yet\nno open leak · being checked now\n\[ Check \]/);
  });

  it('is not built for the tab of messages, and anew at each opening of its own', async () => {
    await bot.workspace.openHome({ user: 'ann', tab: 'messages' });
    await opened(/no open leak/);
    await published(1);
    bot.incidents.services.set('payments', [incident()]);
    await opened(/1 open leak: 1 new/);
    await published(2);
  });

  it('says that Redis is away, what to do, and stands again with Refresh when it is back', async () => {
    bot.store.down = new StoreUnavailableError('down');
    const text = await opened(/cannot be reached/);
    expect(text).toContain('Next step: press *Refresh* in a minute');
    expect(text).not.toContain('payments');
    bot.store.down = undefined;
    await press('leakcheck.home_refresh');
    await homeWith(/\*payments\*/);
    await entry({ what: 'refresh_home', via: 'button', channel: 'home', outcome: 'done' });
  });

  it('names those who may grant it to whoever may do nothing', async () => {
    const { workspace, services, access } = bot;
    const bea = { ...none, users: [workspace.user('bea').id] };
    const permissions = { check: bea, escalate: bea, silence: bea };
    services.splice(0, services.length, service({ permissions, owner: undefined }));
    access.rules = { ...noRules, admins: { ...none, users: [workspace.user('cleo').id] } };
    const text = await opened(/No service is open to you/);
    expect(text).toContain('@cleo');
    expect(text).not.toContain('payments');
    expect(text).not.toContain('[ Check a service ]');
    expect(await opened(/\*1 service\* of yours/, 'bea')).toContain('[ Check ]');
  });

  it('shows a service to its owners, and where it may be checked from', async () => {
    const { workspace, services } = bot;
    const rule = { ...none, channels: [workspace.channel('orders').id] };
    const cleo = { ...none, users: [workspace.user('cleo').id] };
    services.splice(
      0,
      services.length,
      service({ permissions: { check: rule, escalate: cleo, silence: cleo }, owner: undefined }),
    );
    const text = await opened(/\*payments\*/);
    expect(text).toContain('can be checked from #orders only · you may check only');
    expect(text).toContain('[ Check ]');
  });

  it('turns pages of a fleet, those with open leaks first', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `service-${String(index).padStart(2, '0')}`);
    bot.services.splice(0, bot.services.length, ...names.map((name) => service({ name })));
    bot.incidents.services.set('service-39', [incident()]);
    const first = await opened(/1 to 15 of 40/);
    expect(first.indexOf('service-39')).toBeLessThan(first.indexOf('service-00'));
    await press('leakcheck.home_next');
    const second = await homeWith(/16 to 30 of 40/);
    expect(second).toContain('[ Previous services ] [ More services ]');
    expect(second).toContain('service-15');
    await press('leakcheck.home_next');
    await homeWith(/31 to 40 of 40/);
    await press('leakcheck.home_refresh');
    await published(4);
    expect(await homeWith(/31 to 40 of 40/)).not.toContain('[ More services ]');
    await entry({ what: 'turn_home', outcome: 'done' });
  });

  it('shows what services are called, and mentions nobody by it', async () => {
    bot.services.push(service({ name: hostile }));
    bot.incidents.services.set(hostile, [incident({ culprit: hostile })]);
    await opened(/channel/);
    expect(JSON.stringify(bot.workspace.home('ann')?.content.blocks)).not.toMatch(/text":"[^"]*<!channel>/);
  });

  it('says so where Slack refuses what it was given', async () => {
    bot.workspace.faults.add({ method: 'views.publish', kind: 'refused', error: 'invalid_arguments' });
    await opened(/Something went wrong inside leakcheck/);
    expect(bot.logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'Home could not be shown' }),
    );
  });
});

describe('the buttons of Home', () => {
  async function check(values: Record<string, string>, of = 'payments') {
    await opened(/\*payments\*/);
    await press('leakcheck.home_check', of);
    const { id } = await modalWith(/Which channel/);
    return bot.workspace.submitView({ user: 'ann', viewId: id, values });
  }

  it('Check asks with the service chosen, checks it in the channel that is chosen, and says where', async () => {
    const { workspace } = bot;
    const channel = workspace.channel('payments-oncall').id;
    expect(await check({ 'leakcheck.check_channel_id': channel })).toMatchObject({ ok: true, closed: false });
    const modal = await modalWith(/is being checked over 5m/);
    expect(workspace.viewAsText(modal)).toContain('in #payments-oncall');
    expect(
      workspace
        .messages('payments-oncall')
        .map(({ text }) => text)
        .join(),
    ).toMatch(/Checking/);
    expect(bot.queue.added).toHaveLength(1);
    const told = workspace.ephemerals('payments-oncall', 'ann').map(({ text }) => text);
    expect(told).toContain('You asked from Home to check payments in this channel.');
    await homeWith(/1 check running/);
    await entry({ what: 'open_check', via: 'button', service: 'payments', channel: 'home' });
    await entry({ what: 'check', via: 'modal', service: 'payments', channel, outcome: 'done' });
  });

  it('Check proposes the channel that a service is bound to', async () => {
    await opened(/\*orders\*/);
    await press('leakcheck.home_check', 'orders');
    const { content } = await modalWith(/Which channel/);
    const blocks = JSON.stringify(content.blocks);
    expect(blocks).toContain(`"initial_conversation":"${bot.workspace.channel('orders').id}"`);
    expect(blocks).toMatch(/"initial_option":\{[^}]*"text":"orders"/);
  });

  it.each([
    { it: 'leakcheck is not in', channel: 'random', answer: /I am not in #random.*\/invite @leakcheck/s },
    {
      it: 'the service may not be checked in',
      channel: 'catalog',
      of: 'orders',
      answer: /may not be checked from this channel/,
    },
  ])('Check queues nothing for a channel that $it, and says so', async ({ channel, answer, of }) => {
    const { workspace } = bot;
    await check({ 'leakcheck.check_channel_id': workspace.channel(channel).id }, of);
    await modalWith(answer);
    expect(bot.queue.added).toEqual([]);
    expect(workspace.messages(channel)).toEqual([]);
    await entry({ what: 'check', via: 'modal', outcome: 'refused' });
  });

  it('Check lets nobody in by a channel that they are not in', async () => {
    await stopBot(bot);
    bot = await startBot({
      channels: [
        { name: 'payments-oncall' },
        { name: 'orders' },
        { name: 'platform-core', members: ['bea'], isPrivate: true },
      ],
    });
    const { workspace, services } = bot;
    const channel = workspace.channel('platform-core').id;
    services.splice(
      0,
      services.length,
      service({ permissions: { check: { ...none, channels: [channel] } } }),
    );
    await check({ 'leakcheck.check_channel_id': channel });
    await modalWith(/You are not in #platform-core, so nothing was queued/);
    expect(bot.queue.added).toEqual([]);
    expect(workspace.messages('platform-core')).toEqual([]);
  });

  it('Check refuses a direct message and a window that is none, in the modal', async () => {
    const values = { 'leakcheck.check_channel_id': 'D0ANYBODY', 'leakcheck.check_window_text': 'soon' };
    expect(await check(values)).toMatchObject({
      ok: false,
      errors: {
        'leakcheck.check_channel': expect.stringContaining('Choose a channel'),
        'leakcheck.check_window': expect.stringContaining('10s to 24h'),
      },
    });
    expect(bot.queue.added).toEqual([]);
  });

  it('Check says who may, when that changed meanwhile', async () => {
    const { workspace, services } = bot;
    await opened(/\*payments\*/);
    await press('leakcheck.home_check', 'payments');
    const { id } = await modalWith(/Which channel/);
    const bea = { ...none, users: [workspace.user('bea').id] };
    services.splice(0, services.length, service({ permissions: { check: bea } }));
    const values = { 'leakcheck.check_channel_id': workspace.channel('catalog').id };
    await workspace.submitView({ user: 'ann', viewId: id, values });
    await modalWith(/You may not check \*payments\*.*@bea/s);
    expect(workspace.ephemerals('catalog')).toEqual([]);
  });

  it('Check a service lets choose from all, also from hundreds', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `service-${index}`);
    bot.services.splice(0, bot.services.length, ...names.map((name) => service({ name })));
    await opened(/250 services/);
    await press('leakcheck.home_check_any');
    const { content } = await modalWith(/Which service/);
    const blocks = JSON.stringify(content.blocks);
    for (const name of names) expect(blocks).toContain(`"value":"${name}"`);
  });

  it.each([
    { button: 'incidents', words: /No leak of your services is known/ },
    { button: 'help', words: /\/leakcheck payments 5m/ },
  ])('$button is answered in a modal, and Home is built anew', async ({ button, words }) => {
    await opened(/\*payments\*/);
    await press(`leakcheck.home_${button}`);
    await modalWith(words);
    await published(2);
    await entry({ what: button, via: 'button', channel: 'home', outcome: 'done' });
  });

  it('Incidents lists the leaks, and says so where they cannot be read', async () => {
    bot.incidents.services.set('payments', [incident()]);
    await opened(/\*payments\*/);
    await press('leakcheck.home_incidents');
    await modalWith(/\*1 leak known\*/);
    bot.incidents.down = new StoreUnavailableError('down');
    await press('leakcheck.home_incidents');
    await modalWith(/cannot be reached/);
    await entry({ what: 'incidents', outcome: 'failed' });
  });

  it("Incidents turns pages in the modal, of this person's services alone", async () => {
    const known = Array.from({ length: 12 }, (_, at) => incident({ fingerprint: `f${at}` }));
    bot.incidents.services.set('payments', known);
    const cleo = { ...none, users: [bot.workspace.user('cleo').id] };
    const permissions = { check: cleo, escalate: cleo, silence: cleo };
    bot.services.push(service({ name: 'secrets', permissions, owner: undefined }));
    bot.incidents.services.set('secrets', [incident({ fingerprint: 'other', culprit: 'vault.(*Box).Open' })]);
    await opened(/\*payments\*/);
    await press('leakcheck.home_incidents');
    const first = await modalWith(/\*12 leaks known\*[\s\S]*Page 1 of 2/);
    await bot.workspace.clickInView({
      user: 'ann',
      viewId: first.id,
      actionId: 'leakcheck.list.next',
      blockId: 'leakcheck.pages',
    });
    const second = await modalWith(/Page 2 of 2/);
    expect(JSON.stringify([first.content, second.content])).not.toMatch(/secrets|vault/);
  });

  it('Incidents says to whoever has no service why, and who can change it', async () => {
    const { workspace, services, access } = bot;
    const bea = { ...none, users: [workspace.user('bea').id] };
    const permissions = { check: bea, escalate: bea, silence: bea };
    services.splice(0, services.length, service({ permissions, owner: undefined }));
    access.rules = { ...noRules, admins: { ...none, users: [workspace.user('cleo').id] } };
    bot.incidents.services.set('payments', [incident()]);
    await opened(/No service is open to you/);
    await press('leakcheck.home_incidents');
    const modal = await modalWith(/No service is open to you[\s\S]*@cleo/);
    expect(workspace.viewAsText(modal)).not.toContain('payments');
  });

  it('Help tells of checks also to whoever may check in some channels only', async () => {
    const { workspace, services } = bot;
    const rule = { ...none, channels: [workspace.channel('orders').id] };
    services.splice(0, services.length, service({ permissions: { check: rule } }));
    await opened(/\*payments\*/);
    await press('leakcheck.home_help');
    const modal = await modalWith(/leakcheck list/);
    expect(workspace.viewAsText(modal)).toContain('/leakcheck payments 5m');
    expect(workspace.viewAsText(modal)).not.toContain('You may check no service');
  });

  it('are told about in Home where Slack opens no modal', async () => {
    await opened(/\*payments\*/);
    bot.workspace.faults.add({ method: 'views.open', kind: 'refused', error: 'expired_trigger_id' });
    await press('leakcheck.home_help');
    await homeWith(/The window could not be opened.*press \*Refresh\*/s);
    await entry({ what: 'help', outcome: 'failed' });
  });

  it('say so where Slack does not take the modal that asks', async () => {
    await opened(/\*payments\*/);
    bot.workspace.faults.add({ method: 'views.update', kind: 'refused', error: 'invalid_arguments' });
    await press('leakcheck.home_check', 'payments');
    await modalWith(/did not take the window that asks.*Next step/s);
  });

  it('do what a press says once, however often Slack delivers it', async () => {
    await opened(/\*payments\*/);
    bot.workspace.faults.add({ method: 'interactive', kind: 'duplicate' });
    await press('leakcheck.home_help');
    await modalWith(/\/leakcheck payments 5m/);
    await vi.waitFor(() =>
      expect(bot.workspace.envelopes().filter(({ ackMs }) => ackMs === undefined)).toEqual([]),
    );
    expect(bot.workspace.calls('views.open')).toHaveLength(1);
  });
});
