import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../lab/slack/model.ts';
import { UnreadableIncidentsError } from '../../src/check/incident-store.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { aCheck, noRules, service } from '../check/memory-ports.ts';
import { hourMs, incident } from '../incident/incident-fixtures.ts';
import { manyFindingsReport } from '../report/report-fixtures.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

/** Lists that are longer than a message, as people read them: page by page, each for one person alone. */
const channel = 'payments-oncall';

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

function command(text: string, user = 'ann') {
  return bot.workspace.runCommand({ user, channel, text });
}

function shown(words: RegExp, user = 'ann'): Promise<Message> {
  const { workspace } = bot;
  const look = () =>
    workspace.ephemerals(channel, user).find((message) => words.test(workspace.messageAsText(message)));
  return workspace.waitFor(look, { what: `an answer to ${user} with ${words}` });
}

const text = (message: Message) => bot.workspace.messageAsText(message);

function press(
  at: Message,
  actionId: string,
  { user = 'ann', blockId }: { user?: string; blockId?: string } = {},
) {
  const block = blockId === undefined ? {} : { blockId };
  return bot.workspace.click({ user, channel, ts: at.ts, actionId, ...block });
}

function leaks(count: number) {
  return bot.incidents.change('payments', () =>
    Array.from({ length: count }, (_, index) =>
      incident({
        fingerprint: `f${index}`,
        culprit: `cache.(*Store).Put${index}`,
        thread: undefined,
      } as never),
    ),
  );
}

describe('a long list', () => {
  it('turns its pages in place, there and back, with nothing left out', async () => {
    bot.services.push(...Array.from({ length: 30 }, (_, index) => service({ name: `service-${index}` })));
    await command('list');
    const first = await shown(/Page 1 of 3/);
    expect(text(first)).toContain('*32 services*');
    expect(text(first)).toContain('[ Next page ]');
    expect(text(first)).not.toContain('Previous');
    await press(first, 'leakcheck.list.next');
    const second = await shown(/Page 2 of 3/);
    expect(second.ts).toBe(first.ts);
    expect(text(second)).toContain('[ Previous page ] [ Next page ]');
    await press(second, 'leakcheck.list.next');
    const last = await shown(/Page 3 of 3/);
    expect(text(last)).toContain('service-29');
    expect(text(last)).not.toContain('Next page');
    await press(last, 'leakcheck.list.previous');
    await shown(/Page 2 of 3/);
    expect(bot.workspace.ephemerals(channel, 'ann')).toHaveLength(1);
  });

  it.each([
    [
      'status',
      async () => {
        for (let index = 0; index < 40; index += 1)
          await bot.store.create(aCheck({ id: `run${index}`, rootTs: undefined }));
      },
      /40 checks running[\s\S]*Page 1 of 3/,
    ],
    [
      'history payments',
      async () => {
        for (let index = 0; index < 25; index += 1)
          await bot.store.create(aCheck({ id: `ran${index}`, state: 'failed', rootTs: '1.1' }));
      },
      /Last checks of payments[\s\S]*Page 1 of 3/,
    ],
    ['incidents', () => leaks(20), /20 leaks known[\s\S]*Page 1 of 3/],
    [
      'audit 30',
      async () => {
        bot.access.rules = {
          ...noRules,
          admins: { users: [bot.workspace.user('ann').id], userGroups: [], channels: [] },
        };
        for (let index = 0; index < 30; index += 1) await bot.audit.append(entry(index));
      },
      /What people did[\s\S]*Page 1 of 3[\s\S]*audit 100/,
    ],
  ] as const)('has pages: %s', async (list, given, words) => {
    await given();
    await command(list);
    const first = await shown(words);
    await press(first, 'leakcheck.list.next');
    expect((await shown(/Page 2 of 3/)).ts).toBe(first.ts);
  });

  it('that has become shorter meanwhile shows its last page', async () => {
    await leaks(20);
    await command('incidents');
    const first = await shown(/Page 1 of 3/);
    await leaks(3);
    await press(first, 'leakcheck.list.next');
    expect(text(await shown(/3 leaks known/))).not.toContain('Page');
  });

  it('shows admins’ pages to admins alone, also when the right was taken meanwhile', async () => {
    const admins = { users: [bot.workspace.user('ann').id], userGroups: [], channels: [] };
    bot.access.rules = { ...noRules, admins };
    for (let index = 0; index < 20; index += 1) await bot.audit.append(entry(index));
    await command('audit 20');
    const first = await shown(/Page 1 of 2/);
    bot.access.rules = { ...noRules, admins: { ...admins, users: ['U0ELSE'] } };
    await press(first, 'leakcheck.list.next');
    await shown(/Only admins may do this/);
  });

  it('leaves an entry of each page that was turned', async () => {
    await leaks(20);
    await command('incidents');
    await press(await shown(/Page 1/), 'leakcheck.list.next');
    await shown(/Page 2/);
    await vi.waitFor(
      () =>
        expect(bot.audit.entries.map(({ what, via }) => `${what} ${via}`)).toEqual([
          'incidents command',
          'incidents button',
        ]),
      { timeout: 10_000 },
    );
  });
});

function entry(index: number) {
  const at = new Date(1_700_000_000_000 + index).toISOString();
  return { at, by: 'U0ANN', what: 'list', via: 'command', channel: 'C0PAY', outcome: 'done' } as const;
}

describe('the leaks of one service', () => {
  it('have their buttons in the list, which say what came of it', async () => {
    await leaks(6);
    await command('incidents payments', 'bea');
    const list = await shown(/6 leaks known[\s\S]*Page 1 of 2/, 'bea');
    expect(text(list).match(/\[ Acknowledge \]/g)).toHaveLength(4);
    const blockId = 'leakcheck.incident.buttons.2';
    await press(list, 'leakcheck.incident.acknowledge', { user: 'bea', blockId });
    await shown(/Done\. \*payments\* · `.*` · acknowledged by @bea/, 'bea');
    await press(list, 'leakcheck.incident.silence', { user: 'bea', blockId });
    const modal = await bot.workspace.waitFor((each) => each.modals('bea')[0]);
    const values = { 'leakcheck.reason_text': 'bounded' };
    await bot.workspace.submitView({ user: 'bea', viewId: modal.id, values });
    await shown(/Done\. .*silenced by @bea, .*“bounded”/, 'bea');
    expect(
      bot.incidents.services.get('payments')?.filter(({ status }) => status.is === 'silenced'),
    ).toHaveLength(1);
  });

  it('have no buttons for whoever may not use them', async () => {
    await leaks(2);
    const silence = { users: [bot.workspace.user('bea').id], userGroups: [], channels: [] };
    bot.services.splice(0, 1, service({ permissions: { silence } }));
    await command('incidents payments');
    expect(text(await shown(/2 leaks known/))).not.toContain('[ Acknowledge ]');
  });

  it('of a report with more than it has room for are shown by its button, to who presses alone', async () => {
    await command('payments 5m');
    await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
    const [check] = [...bot.store.checks.values()];
    if (check === undefined) throw new Error('no check');
    const report: Report = { ...manyFindingsReport(12), check: check.id };
    await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
    const plan = planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 });
    await bot.publisher.publish(check, plan);
    const card = bot.workspace
      .replies(channel, check.rootTs ?? '')
      .find((message) => text(message).includes('Show all 12 leaks'));
    if (card === undefined) throw new Error('no button');
    await press(card, 'leakcheck.list.show', { user: 'cleo' });
    const list = await shown(/12 leaks known[\s\S]*Page 1 of 3/, 'cleo');
    expect(list.threadTs).toBe(check.rootTs);
    await press(list, 'leakcheck.list.next', { user: 'cleo' });
    await shown(/Page 2 of 3/, 'cleo');
    expect(bot.workspace.ephemerals(channel, 'ann')).toEqual([]);
  });

  it('that were escalated say when and by whom, and those whose snooze is over that it is', async () => {
    const nowMs = Date.now();
    await bot.incidents.change('payments', () => [
      incident({
        fingerprint: 'a',
        escalated: {
          escalation: 'x',
          atMs: nowMs,
          sinceMs: nowMs,
          by: bot.workspace.user('bea').id,
          event: 'trigger',
          check: 'x',
        },
      }),
      incident({
        fingerprint: 'b',
        seen: 3,
        status: {
          is: 'snoozed',
          by: 'U0BEA',
          atMs: nowMs - 2 * hourMs,
          until: { kind: 'time', atMs: nowMs - hourMs },
        },
      }),
    ]);
    await command('incidents payments');
    const list = text(await shown(/2 leaks known/));
    expect(list).toMatch(/; escalated by @bea, \d{4}-/);
    expect(list).toMatch(/· known: .*; its snooze is over/);
    expect(list).not.toContain('snoozed by');
  });

  it('that cannot be read are said to be, beside those of others, and stop no button but theirs', async () => {
    bot.incidents.down = new UnreadableIncidentsError('another version wrote them');
    await command('incidents');
    const list = text(await shown(/0 leaks known/));
    expect(list).toMatch(/What is known of \*payments\* cannot be read from Redis/);
    await command('payments 5m');
    await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
  });
});
