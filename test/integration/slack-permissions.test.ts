import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Permissions } from '../../src/access/permissions.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { noRules, service } from '../check/memory-ports.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { type Bot, least, startBot, stopBot } from './fixtures/bot.ts';

/** Who may do what, as people meet it: ann and bea are in the group payments-team, cleo is not. */
const channel = 'payments-oncall';
const none = { users: [], userGroups: [], channels: [] };

let bot: Bot;

beforeEach(async () => {
  bot = await startBot({ bot: { scopes: [...least, 'usergroups:read'] } });
});
afterEach(() => stopBot(bot));

function team() {
  const [group] = bot.workspace.userGroups();
  if (group === undefined) throw new Error('the workspace has no user group');
  return { ...none, userGroups: [group.id] };
}

/** As the services file's next reading does. */
function allow(permissions: Permissions): void {
  bot.services.splice(0, 1, service({ owner: bot.services[0]?.owner, permissions }));
}

function command(user: string, text: string, where = channel) {
  return bot.workspace.runCommand({ user, channel: where, text });
}

function told(user: string, words: RegExp, where = channel): Promise<string> {
  const { workspace } = bot;
  return workspace.waitFor(
    () =>
      workspace
        .ephemerals(where, user)
        .map((message) => workspace.messageAsText(message))
        .findLast((text) => words.test(text)),
    { what: `an answer to ${user} with ${words}` },
  );
}

function queued(count: number): Promise<void> {
  return vi.waitFor(() => expect(bot.queue.added).toHaveLength(count), { timeout: 10_000 });
}

/** A check of ann's that ended with leaks; answers its messages with buttons. */
async function leaks() {
  await command('ann', 'payments 5m');
  await queued(1);
  const [check] = [...bot.store.checks.values()];
  if (check?.rootTs === undefined) throw new Error('no check');
  const report: Report = { ...leakReport, check: check.id };
  await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
  await bot.publisher.publish(
    check,
    planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 }),
  );
  const replies = () => bot.workspace.replies(channel, check.rootTs ?? '');
  const withButton = (action: string) => {
    const found = replies().find(({ blocks }) => JSON.stringify(blocks).includes(`"${action}"`));
    if (found === undefined) throw new Error(`no message with ${action}`);
    return found;
  };
  const press = (user: string, actionId: string, blockId?: string) =>
    bot.workspace.click({
      user,
      channel,
      ts: withButton(actionId).ts,
      actionId,
      ...(blockId === undefined ? {} : { blockId }),
    });
  return { press, text: (action: string) => bot.workspace.messageAsText(withButton(action)) };
}

const firstLeak = 'leakcheck.incident.buttons.1';

describe('a service with permissions', () => {
  it('is checked by members of the named group, and nobody else is let', async () => {
    allow({ check: team() });
    await command('cleo', 'payments 5m');
    const answer = await told('cleo', /may not check \*payments\*/);
    expect(answer).toMatch(/Who may: @payments-team/);
    expect(answer).toMatch(/Next step: ask one of them, or have .* `permissions: check`/);
    expect([bot.queue.added, bot.workspace.messages(channel)]).toEqual([[], []]);
    await command('ann', 'payments 5m');
    await queued(1);
  });

  it('is checked by everybody in a named channel, and there alone', async () => {
    allow({ check: { ...none, channels: [bot.workspace.channel(channel).id] } });
    await command('cleo', 'payments 5m', 'orders');
    await told('cleo', /Who may: anybody in #payments-oncall/, 'orders');
    await command('cleo', 'payments 5m');
    await queued(1);
  });

  it('answers each click of somebody who may not, changes nothing, and leaves the buttons', async () => {
    allow({ check: team(), escalate: team(), silence: team() });
    const { press, text } = await leaks();
    const before = text('leakcheck.incident.acknowledge');
    await press('cleo', 'leakcheck.incident.acknowledge', firstLeak);
    await told(
      'cleo',
      /may not acknowledge, snooze, resolve or silence leaks of \*payments\*.* Who may: @payments-team/,
    );
    await press('cleo', 'leakcheck.rerun');
    await told('cleo', /may not check \*payments\*/);
    await press('cleo', 'leakcheck.escalate');
    await told('cleo', /may not escalate checks of \*payments\*/);
    await press('cleo', 'leakcheck.incident.snooze', firstLeak);
    await bot.workspace.waitFor((each) => each.ephemerals(channel, 'cleo').length === 4);
    expect(bot.workspace.modals('cleo')).toEqual([]);
    expect(text('leakcheck.incident.acknowledge')).toBe(before);
    expect(bot.queue.added).toHaveLength(1);
    await press('bea', 'leakcheck.incident.acknowledge', firstLeak);
    await bot.workspace.waitFor(() =>
      /Acknowledged by @bea/.test(
        bot.workspace.threadAsText(channel, bot.workspace.messages(channel)[0]?.ts ?? ''),
      ),
    );
  });

  it('does not do what a modal asks for when the right was taken meanwhile', async () => {
    const { press } = await leaks();
    await press('cleo', 'leakcheck.incident.silence', firstLeak);
    const modal = await bot.workspace.waitFor((each) => each.modals('cleo')[0]);
    allow({ silence: team() });
    await bot.workspace.submitView({
      user: 'cleo',
      viewId: modal.id,
      values: { 'leakcheck.reason': 'bounded' },
    });
    await told('cleo', /may not acknowledge, snooze, resolve or silence/);
    expect([...bot.incidents.services.values()].flat().every(({ status }) => status.is === 'open')).toBe(
      true,
    );
  });

  it('lets admins do everything', async () => {
    allow({ check: team() });
    bot.access.rules = { ...noRules, admins: { ...none, users: [bot.workspace.user('cleo').id] } };
    await command('cleo', 'payments 5m');
    await queued(1);
  });
});

describe('help, list and status', () => {
  it('show a person what that person may do, and no more', async () => {
    allow({ check: team(), escalate: team() });
    bot.access.rules = { ...noRules, admins: { ...none, users: [bot.workspace.user('bea').id] } };
    bot.services.splice(
      1,
      1,
      service({ name: 'orders', permissions: { check: team(), escalate: team(), silence: team() } }),
    );
    await command('ann', 'list');
    expect(await told('ann', /2 services\* can be checked/)).not.toMatch(/you may|not open/);
    // Five rules name the group, and are looked at at once.
    expect(bot.workspace.calls('usergroups.users.list')).toHaveLength(1);
    await command('cleo', 'list');
    const list = await told('cleo', /1 service\* open to you/);
    expect(list).toMatch(/\*payments\* .* · you may silence only/);
    expect(list).toMatch(/1 more service not open to you here/);
    expect(list).not.toContain('orders');
    await command('cleo', 'help');
    const help = await told('cleo', /You may check no service here/);
    expect(help).not.toMatch(/payments 5m|cancel|audit/);
    await command('ann', 'help');
    expect(await told('ann', /leakcheck payments 5m/)).not.toContain('audit');
    await command('bea', 'help');
    await told('bea', /leakcheck audit \[service\] \[n\]/);
  });

  it('offer to cancel a check to those who may', async () => {
    allow({ check: team() });
    await command('ann', 'payments 5m');
    await queued(1);
    await command('cleo', 'status');
    expect(await told('cleo', /1 check running/)).not.toContain('cancel');
    await command('bea', 'status');
    await told('bea', /cancel: `\/leakcheck cancel \w+`/);
    await command('cleo', `cancel ${bot.queue.added[0]}`);
    await told('cleo', /may not check \*payments\*, or cancel its checks/);
    expect(bot.queue.cancelled).toEqual([]);
  });

  it('say why they show less when Slack does not say who is in a group', async () => {
    allow({ check: team(), escalate: team(), silence: team() });
    bot.services.splice(1, 1);
    bot.workspace.faults.add({ method: 'usergroups.users.list', kind: '500' });
    await command('ann', 'list');
    await told('ann', /No service is open to you here\.[\s\S]*Slack did not say who is in @payments-team/);
  });
});

describe('limits', () => {
  it('say when the next check may start, to a command and to a click, and lose no check that runs', async () => {
    allow({});
    bot.access.rules = { ...noRules, personLimit: { checks: 1, windowMs: 600_000 } };
    const { press } = await leaks();
    await press('ann', 'leakcheck.rerun');
    await told('ann', /You have started 1 check within 10m/);
    await press('bea', 'leakcheck.rerun');
    await queued(2);
    await command('bea', 'payments 9m');
    const answer = await told('bea', /You have started 1 check within 10m, as many as one person may/);
    expect(answer).toMatch(/What runs goes on\.[\s\S]*ask again from .* UTC on/);
    expect([bot.queue.added.length, bot.queue.cancelled.length]).toEqual([2, 0]);
    bot.time.aheadMs = 600_000;
    await command('bea', 'payments 9m');
    await queued(3);
  });
});

describe('user groups', () => {
  it('that Slack does not know are told, with who should mend it', async () => {
    allow({ check: { ...none, userGroups: ['S0NOWHERE'] } });
    await command('ann', 'payments 5m');
    await told('ann', /Slack knows no user group `S0NOWHERE`, or it is disabled/);
    expect(bot.queue.added).toEqual([]);
  });

  it('are asked for once in minutes, and what Slack said last holds while it does not answer', async () => {
    allow({ check: team() });
    await command('ann', 'payments 5m');
    await queued(1);
    await command('bea', 'payments 6m');
    await queued(2);
    expect(bot.workspace.calls('usergroups.users.list')).toHaveLength(1);
    bot.time.aheadMs = 6 * 60_000;
    bot.workspace.faults.add({ method: 'usergroups.users.list', kind: '500' });
    await command('ann', 'payments 7m');
    await queued(3);
    expect(bot.workspace.calls('usergroups.users.list').map(({ outcome }) => outcome)).toEqual(['ok', '500']);
  });

  it('of which Slack has never said who is in them let nobody, for the moment', async () => {
    allow({ check: team() });
    bot.workspace.faults.add({ method: 'usergroups.users.list', kind: 'reset' });
    await command('ann', 'payments 5m');
    await told('ann', /Slack did not say who is in @payments-team.*try again in a minute/);
    bot.time.aheadMs = 60_000;
    await command('ann', 'payments 5m');
    await queued(1);
  });

  it.each([
    ['token_revoked', /refused to say who is in @payments-team \(`token_revoked`\).*leakcheck doctor/],
    ['missing_scope', /cannot see who is in @payments-team: .* lacks the scope `usergroups:read`/],
  ])('that Slack refuses to show (%s) let nobody, and say why', async (error, words) => {
    allow({ check: team() });
    bot.workspace.faults.add({ method: 'usergroups.users.list', kind: 'refused', error });
    await command('ann', 'payments 5m');
    await told('ann', words);
    expect(bot.queue.added).toEqual([]);
  });
});
