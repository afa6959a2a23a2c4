import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../../src/access/audit-entry.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { noRules, service } from '../check/memory-ports.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

/** What people did, as it is written down and read again. */
const channel = 'payments-oncall';
const none = { users: [], userGroups: [], channels: [] };

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

function command(user: string, text: string) {
  return bot.workspace.runCommand({ user, channel, text });
}

function id(user: string): string {
  return bot.workspace.user(user).id;
}

/** The newest entry that looks like this, once it is there. */
function written(fields: Partial<AuditEntry>): Promise<void> {
  return vi.waitFor(() => expect(bot.audit.entries).toContainEqual(expect.objectContaining(fields)), {
    timeout: 10_000,
  });
}

function told(user: string, words: RegExp): Promise<string> {
  const { workspace } = bot;
  return workspace.waitFor(
    () =>
      workspace
        .ephemerals(channel, user)
        .map((message) => workspace.messageAsText(message))
        .findLast((text) => words.test(text)),
    { what: `an answer to ${user} with ${words}` },
  );
}

async function leaks() {
  await command('ann', 'payments 5m');
  await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
  const [check] = [...bot.store.checks.values()];
  if (check?.rootTs === undefined) throw new Error('no check');
  const report: Report = { ...leakReport, check: check.id };
  await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
  const plan = planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 });
  await bot.publisher.publish(check, plan);
  const press = (user: string, actionId: string, blockId?: string) => {
    const at = bot.workspace
      .replies(channel, check.rootTs ?? '')
      .find(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`));
    if (at === undefined) throw new Error(`no message with ${actionId}`);
    const block = blockId === undefined ? {} : { blockId };
    return bot.workspace.click({ user, channel, ts: at.ts, actionId, ...block });
  };
  return { check: check.id, press };
}

const firstLeak = 'leakcheck.incident.buttons.1';

describe('the audit log', () => {
  it('has the bare command, which asks first', async () => {
    await command('ann', '');
    await written({ by: id('ann'), what: 'open_check', via: 'command', outcome: 'done' });
  });

  it('has every command, mention, click and modal with who, where, about what and the outcome', async () => {
    const { check, press } = await leaks();
    const at = { channel: bot.workspace.channel(channel).id, outcome: 'done' } as const;
    await written({ ...at, by: id('ann'), what: 'check', via: 'command', service: 'payments', check });
    await press('bea', 'leakcheck.incident.acknowledge', firstLeak);
    await written({ ...at, by: id('bea'), what: 'acknowledge', via: 'button', service: 'payments', check });
    await press('cleo', 'leakcheck.incident.snooze', firstLeak);
    const modal = await bot.workspace.waitFor((each) => each.modals('cleo')[0]);
    await written({ ...at, by: id('cleo'), what: 'open_snooze', via: 'button' });
    await bot.workspace.submitView({ user: 'cleo', viewId: modal.id, values: {} });
    await written({ ...at, by: id('cleo'), what: 'snooze', via: 'modal', service: 'payments' });
    await press('bea', 'leakcheck.escalate');
    const asks = await bot.workspace.waitFor((each) => each.modals('bea')[0]);
    await bot.workspace.submitView({ user: 'bea', viewId: asks.id, values: {} });
    await written({ ...at, by: id('bea'), what: 'escalate', via: 'modal', service: 'payments', check });
    await press('bea', 'leakcheck.rerun');
    await written({ ...at, by: id('bea'), what: 'rerun', via: 'button', service: 'payments', check });
    await bot.workspace.mention({ user: 'ann', channel, text: 'status' });
    await written({ ...at, by: id('ann'), what: 'status', via: 'mention' });
    const rerun = bot.queue.added.at(-1) ?? '';
    await command('ann', `cancel ${rerun}`);
    await written({ ...at, what: 'cancel', service: 'payments', check: rerun });
  });

  it('has what was refused, and why, and tells it from what failed', async () => {
    const who = { ...none, users: [id('bea')] };
    bot.services.splice(0, 1, service({ permissions: { silence: who, check: who } }));
    await command('ann', 'payments 5m');
    await written({ by: id('ann'), what: 'check', outcome: 'refused', why: 'May not check payments.' });
    await command('ann', 'paymnets');
    await written({ what: 'check', service: 'paymnets', outcome: 'refused' });
    await command('ann', 'cancel');
    await written({ what: 'unclear', outcome: 'refused', why: expect.stringContaining('needs the id') });
    bot.workspace.faults.add({ method: 'chat.postMessage', kind: 'refused', error: 'is_archived' });
    await command('bea', 'payments 5m');
    await written({ by: id('bea'), what: 'check', outcome: 'failed', why: 'Slack refused: is_archived.' });
  });

  it('has one entry for a click that Slack delivers twice', async () => {
    bot.workspace.faults.add({ method: 'slash_commands', kind: 'duplicate' });
    await command('ann', 'list');
    await bot.workspace.waitFor(({ envelopes }) => envelopes().length === 2);
    await command('ann', 'status');
    await written({ what: 'status' });
    expect(bot.audit.entries.map(({ what }) => what)).toEqual(['list', 'status']);
  });

  it('that cannot be written is told in the log with the entry, and stops nothing', async () => {
    bot.audit.down = new Error('the disk is full');
    await command('ann', 'payments 5m');
    await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
    await vi.waitFor(() =>
      expect(bot.logger.lines).toContainEqual({
        level: 'error',
        metadata: expect.objectContaining({
          err: bot.audit.down,
          entry: expect.objectContaining({ what: 'check', by: id('ann'), service: 'payments' }),
        }),
        message: 'an audit entry could not be written',
      }),
    );
  });
});

describe('/leakcheck audit', () => {
  it('is for admins: it says so to others, and what to do where there are none', async () => {
    await command('ann', 'audit');
    await told('ann', /the services file names none\.[\s\S]*adds `admins: \[U0123456789\]`/);
    bot.access.rules = { ...noRules, admins: { ...none, users: [id('bea')] } };
    await command('ann', 'audit');
    await told('ann', /Only admins may do this: @bea/);
    await command('bea', 'audit');
    const answer = await told('bea', /What people did/);
    expect(answer).toMatch(
      /UTC · @ann · read the audit log · #payments-oncall · \*refused\*: Only admins may do this/,
    );
  });

  it('shows the last of a service, as many as are asked for, and says when there is nothing', async () => {
    bot.access.rules = { ...noRules, admins: { ...none, users: [id('bea')] } };
    await command('ann', 'payments 5m');
    await written({ what: 'check' });
    await command('ann', 'payments 5m');
    await written({ what: 'check', outcome: 'refused' });
    await command('bea', 'audit Payments 1');
    const answer = await told('bea', /\*What people did with payments\*/);
    expect(answer.match(/•/g)).toHaveLength(1);
    expect(answer).toMatch(
      /@ann · asked for a check · \*payments\* · #payments-oncall · \*refused\*: payments is being checked already/,
    );
    await command('bea', 'audit orders');
    await told('bea', /Nothing is on record about \*orders\*/);
    await command('bea', 'audit ordres');
    await told('bea', /Did you mean `orders`/);
    await command('bea', 'audit payments 1000');
    await told('bea', /1 to 100/);
  });
});

describe('/leakcheck digest', () => {
  it('changes nothing for others where admins are named, and shows the digests to all', async () => {
    bot.access.rules = { ...noRules, admins: { ...none, users: [id('bea')] } };
    const add = 'digest add morning 0 9 * * 1-5 Europe/Berlin';
    await command('ann', add);
    await told('ann', /Only admins may do this: @bea/);
    await written({ by: id('ann'), what: 'add_digest', digest: 'morning', outcome: 'refused' });
    await command('ann', 'digest');
    await told('ann', /There is no digest/);
    await command('bea', add);
    await told('bea', /Digest \*morning\* is set up/);
    await written({ by: id('bea'), what: 'add_digest', digest: 'morning', outcome: 'done' });
    await command('ann', 'digest');
    await told('ann', /\*1 digest:\*[\s\S]*morning/);
    await written({ by: id('ann'), what: 'digest', outcome: 'done' });
    await command('ann', 'digest remove morning');
    await vi.waitFor(
      () => expect(bot.audit.entries.filter(({ outcome }) => outcome === 'refused')).toHaveLength(2),
      { timeout: 10_000 },
    );
  });

  it('may be changed by whoever may ask where there are no admins, and the log says how', async () => {
    await command('ann', 'digest add morning 0 9 * * 1-5 Europe/Berlin');
    await told('ann', /Digest \*morning\* is set up/);
    for (const action of ['pause', 'resume', 'remove']) {
      await command('ann', `digest ${action} morning`);
      await written({ what: `${action}_digest`, digest: 'morning', outcome: 'done' });
    }
    bot.access.rules = { ...noRules, admins: { ...none, users: [id('ann')] } };
    await command('ann', 'audit');
    const log = await told('ann', /What people did/);
    expect(log).toMatch(/removed a digest · \*morning\*/);
    expect(log).toMatch(/added a digest · \*morning\*/);
  });

  it('adds none in a channel that the person is not in, unless admins do', async () => {
    await stopBot(bot);
    bot = await startBot({
      channels: [{ name: channel }, { name: 'orders' }, { name: 'platform-core', members: ['bea'] }],
    });
    const there = bot.workspace.channel('platform-core').id;
    const add = `digest add morning 0 9 * * 1-5 Europe/Berlin payments in <#${there}>`;
    await command('ann', add);
    await told('ann', /You are not in #platform-core/);
    await written({ what: 'add_digest', outcome: 'refused' });
    expect(await bot.digests.added()).toEqual([]);
    bot.access.rules = { ...noRules, admins: { ...none, users: [id('ann')] } };
    await command('ann', add);
    await told('ann', /Digest \*morning\* is set up in #platform-core/);
  });

  it('adds none of services that the person may not check, be they named or not', async () => {
    const [payments] = bot.services;
    if (payments === undefined) throw new Error('no service');
    const rule = { check: { ...none, users: [id('bea')] } };
    bot.services.splice(0, 1, { ...payments, permissions: rule });
    for (const services of ['payments', '']) {
      const before = bot.audit.entries.length;
      await command('ann', `digest add morning 0 9 * * 1-5 Europe/Berlin ${services}`);
      await vi.waitFor(() => expect(bot.audit.entries.length).toBeGreaterThan(before), { timeout: 10_000 });
      expect(bot.audit.entries.at(-1)).toMatchObject({ what: 'add_digest', outcome: 'refused' });
    }
    await told('ann', /You may not check \*payments\*[\s\S]*Who may: @bea/);
    await command('bea', 'digest add morning 0 9 * * 1-5 Europe/Berlin payments');
    await told('bea', /Digest \*morning\* is set up/);
  });
});
