import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../lab/slack/model.ts';
import type { Check } from '../../src/check/check.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { service } from '../check/memory-ports.ts';
import { healthyReport, leakReport, manyFindingsReport } from '../report/report-fixtures.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

/** Leaks as people meet them: the real bot over a real socket, reports as the report job publishes them. */
const channel = 'payments-oncall';
const cacheLeak: Report = {
  ...leakReport,
  findings: leakReport.findings.filter(({ kind }) => kind === 'heap'),
};
const mended: Report = { ...healthyReport, service: 'payments' };

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

function roots(where = channel): Message[] {
  const { workspace } = bot;
  return workspace.messages(where).filter(({ user }) => user === workspace.user('leakcheck').id);
}

function text(message: Message): string {
  return bot.workspace.messageAsText(message);
}

async function asked({ user = 'ann', where = channel } = {}): Promise<Check> {
  const before = bot.queue.added.length;
  await bot.workspace.runCommand({ user, channel: where, text: 'payments 5m' });
  await vi.waitFor(() => expect(bot.queue.added).toHaveLength(before + 1), { timeout: 10_000 });
  const check = [...bot.store.checks.values()].at(-1);
  if (check === undefined) throw new Error('no check');
  return check;
}

/** Somebody asks, and the check ends with this report. */
async function checked(report: Report, by: { user?: string; where?: string } = {}): Promise<Check> {
  const check = await asked(by);
  await published(check, report);
  return check;
}

/** As the report job does; the window is the one that has just ended, unless it began at another moment. */
async function published(check: Check, report: Report, fromMs = Date.now()): Promise<void> {
  const from = new Date(fromMs).toISOString();
  const own: Report = { ...report, check: check.id, window: { ...report.window, from } };
  await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(own)));
  const plan = planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 });
  await bot.publisher.publish(check, plan);
}

/** Every message of leakcheck, in whatever thread, oldest first. */
function everything(where = channel): Message[] {
  return bot.workspace
    .messages(where)
    .flatMap((root) => [root, ...bot.workspace.replies(where, root.ts)])
    .sort((a, b) => Number(a.ts) - Number(b.ts));
}

/** The newest message with buttons about leaks. */
function card(where = channel): Message {
  const found = everything(where).findLast(({ blocks }) =>
    JSON.stringify(blocks).includes('leakcheck.incident.'),
  );
  if (found === undefined)
    throw new Error(`no leak has buttons in\n${everything(where).map(text).join('\n\n')}`);
  return found;
}

function press(user: string, action: string, { at = card(), number = 1 } = {}) {
  return bot.workspace.click({
    user,
    channel: at.channel,
    ts: at.ts,
    actionId: `leakcheck.incident.${action}`,
    blockId: `leakcheck.incident.buttons.${number}`,
  });
}

/** The message with the buttons once it says this. */
function shows(words: RegExp, ts = card().ts): Promise<string> {
  return bot.workspace.waitFor(
    () => {
      const message = everything().find((each) => each.ts === ts);
      return message !== undefined && words.test(text(message)) ? text(message) : undefined;
    },
    { what: `a card with ${words}` },
  );
}

function told(user: string, words: RegExp): Promise<string> {
  const { workspace } = bot;
  return workspace.waitFor(
    () =>
      workspace
        .ephemerals(channel, user)
        .map((message) => workspace.messageAsText(message))
        .find((each) => words.test(each)),
    { what: `an answer to ${user} with ${words}` },
  );
}

async function submit(user: string, values: Record<string, string>) {
  const modal = await bot.workspace.waitFor(() => bot.workspace.modals(user)[0]);
  return bot.workspace.submitView({ user, viewId: modal.id, values });
}

async function acknowledge(user = 'bea'): Promise<void> {
  await press(user, 'acknowledge');
  await shows(new RegExp(`Acknowledged by @${user}`));
}

async function silence(reason: string): Promise<void> {
  await press('bea', 'silence');
  await submit('bea', { 'leakcheck.reason_text': reason });
  await shows(/Silenced by @bea/);
}

describe('a leak that nobody knows', () => {
  it('is new, with buttons right below the verdict', async () => {
    await checked(leakReport);
    const [root, verdict, first] = everything();
    expect(text(root as Message)).toMatch(/\*payments\*: \*leak\* · 2 new · /);
    expect(text(verdict as Message)).toMatch(/@ann \*Leak: payments is leaking/);
    expect(text(first as Message)).toMatch(
      /\*1\. .*\* · `.*` \+.*\/min\nNew: first found \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/,
    );
    expect(text(card())).toContain('[ Acknowledge ] [ Snooze … ] [ Resolve ] [ Not a leak … ]');
  });

  it('is known from the second check on: how often, since when, growth then and now, and where it was first', async () => {
    await checked(leakReport);
    const firstRoot = roots()[0]?.ts ?? '';
    await checked(leakReport);
    expect(roots()).toHaveLength(2);
    expect(text(roots()[1] as Message)).toContain('· 2 known ·');
    expect(text(card())).toMatch(
      /Known: seen 2 times since \d{4}-\d\d-\d\d \d\d:\d\d UTC, grew [\d.]+ \S+\/min then, [\d.]+ now/,
    );
    expect(text(card())).toContain(`p${firstRoot.replace('.', '')}`);
    expect(JSON.stringify(card().blocks)).toMatch(/<!date\^\d+\^\{date_short_pretty\} \{time\}\|/);
  });
});

describe('Acknowledge', () => {
  it('says who and when in the button’s place, and leaves what can still be done', async () => {
    await checked(leakReport);
    await press('bea', 'acknowledge', { number: 1 });
    const shown = await shows(/Acknowledged by @bea, \d{4}-/);
    expect(shown).toMatch(/Acknowledged by @bea[^[]*\n\[ Snooze … \] \[ Resolve \] \[ Not a leak … \]/);
    expect(shown).toMatch(/2\. [\s\S]*New[^[]*\n\[ Acknowledge \]/);
    expect(
      bot.incidents.services
        .get('payments')
        ?.map(({ status }) => status.is)
        .sort(),
    ).toEqual(['acknowledged', 'open']);
  });

  it('brings the next check into the first thread, with no new root message, and tells who asked', async () => {
    await checked(cacheLeak);
    await acknowledge();
    const first = roots()[0]?.ts ?? '';
    await checked(cacheLeak);
    expect(roots()).toHaveLength(1);
    const thread = bot.workspace.threadAsText(channel, first);
    expect(thread).toMatch(/\*payments\*: \*leak\* · acknowledged by @bea · /);
    expect(thread).toMatch(/@ann \*Leak: payments is leaking memory, nothing new\*/);
    expect(thread.match(/Acknowledged by @bea, .*; seen 2 times since/)).not.toBeNull();
    expect(await told('ann', /this check runs in its thread/)).toMatch(/acknowledged by @bea/);
  });

  it('does not hide what else is found: that gets a message of its own, and the thread says where', async () => {
    await checked(cacheLeak);
    await acknowledge();
    const first = roots()[0]?.ts ?? '';
    await checked(leakReport);
    expect(roots()).toHaveLength(2);
    expect(text(roots()[1] as Message)).toMatch(/@ann \*Leak: payments is leaking/);
    const thread = bot.workspace.threadAsText(channel, first);
    expect(thread).toMatch(/· 1 new, 1 acknowledged ·/);
    expect(thread).toMatch(
      /There is more than what is known here: the report is a message of its own \(http/,
    );
    expect(thread).toMatch(/Seen again: `.*`, acknowledged by @bea/);
  });

  it('that is seen again from other channels is told in the first thread by one message, which is edited', async () => {
    await checked(cacheLeak);
    await acknowledge();
    const first = roots()[0]?.ts ?? '';
    const elsewhere = 'catalog';
    await checked(cacheLeak, { where: elsewhere });
    await checked(cacheLeak, { where: elsewhere });
    const seen = () =>
      bot.workspace
        .replies(channel, first)
        .map(text)
        .filter((each) => each.includes('Seen again'));
    expect(seen()).toHaveLength(1);
    expect(seen()[0]).toMatch(/^leakcheck \(edited\)\nSeen again: `.*`, acknowledged by @bea.*seen 3 times/);
    const note = bot.workspace.replies(channel, first).find((each) => text(each).includes('Seen again'));
    bot.workspace.deleteMessage(channel, note?.ts ?? '');
    await checked(cacheLeak, { where: elsewhere });
    expect(seen()[0]).toMatch(/seen 4 times/);
  });

  it('begins a new root message when the first thread was deleted, and says so', async () => {
    await checked(cacheLeak);
    await acknowledge();
    bot.workspace.deleteMessage(channel, roots()[0]?.ts ?? '');
    await checked(cacheLeak);
    expect(roots()).toHaveLength(1);
    const [root] = roots();
    expect(bot.workspace.threadAsText(channel, root?.ts ?? '')).toContain(
      'Somebody deleted the first thread of this leak, so this thread takes the place of it.',
    );
    await checked(cacheLeak);
    expect(roots()).toHaveLength(1);
  });

  it('begins a new root message when the channel was archived, says so, and goes on there', async () => {
    await checked(cacheLeak);
    await acknowledge();
    bot.workspace.archive(channel);
    const elsewhere = 'catalog';
    await checked(cacheLeak, { where: elsewhere });
    const [root] = roots(elsewhere);
    expect(bot.workspace.threadAsText(elsewhere, root?.ts ?? '')).toMatch(
      /Somebody archived the channel of the first thread of `.*`, so this thread takes the place of it\./,
    );
    await checked(cacheLeak, { where: elsewhere });
    expect(roots(elsewhere)).toHaveLength(1);
  });
});

describe('Snooze', () => {
  it.each([
    ['1h', /Snoozed by @bea, \d{4}-.* UTC, until \d{4}-\d\d-\d\d \d\d:\d\d UTC/],
    ['faster', /Snoozed by @bea, \d{4}-.* UTC, until it grows faster than [\d.]+ MiB\/min/],
  ])(
    'for %s: asks for how long, says who and until when, and the next verdict is calm',
    async (choice, words) => {
      await checked(cacheLeak);
      await press('bea', 'snooze');
      const modal = await bot.workspace.waitFor(() => bot.workspace.modals('bea')[0]);
      const asked = JSON.stringify(modal.content.blocks);
      for (const each of [
        'For 1 hour',
        'For 6 hours',
        'For 1 day',
        'For 1 week',
        'Until it grows faster than',
      ]) {
        expect(asked).toContain(each);
      }
      await submit('bea', { 'leakcheck.snooze_until': choice });
      expect(await shows(words)).toContain('[ Acknowledge ] [ Snooze … ] [ Resolve ] [ Not a leak … ]');
      await checked(cacheLeak);
      expect(text(roots()[1] as Message)).toContain('snoozed by @bea');
      expect(bot.workspace.threadAsText(channel, roots()[1]?.ts ?? '')).toContain('nothing new*');
    },
  );
});

describe('Not a leak', () => {
  it('asks why, and takes no blank for an answer', async () => {
    await checked(cacheLeak);
    await press('bea', 'silence');
    expect(await submit('bea', { 'leakcheck.reason_text': '   ' })).toMatchObject({
      ok: false,
      errors: { 'leakcheck.reason': expect.stringContaining('Say why') },
    });
    expect(bot.incidents.services.get('payments')?.[0]?.status.is).toBe('open');
    await submit('bea', { 'leakcheck.reason_text': '<!channel> bounded by tenants' });
    const shown = await shows(/Silenced by @bea, .*“.*bounded by tenants”/);
    expect(shown).toContain('[ Undo “Not a leak” ]');
    expect(JSON.stringify(card().blocks)).not.toContain('<!channel>');
  });

  it('is said in every later report, which raises no alarm and leaves the diagnosis as it is', async () => {
    await checked(cacheLeak);
    await silence('bounded by tenants');
    const check = await checked(cacheLeak);
    const root = roots()[1] as Message;
    expect(text(root)).toMatch(/\*payments\*: leak, no alarm · silenced by @bea · /);
    const thread = bot.workspace.threadAsText(channel, root.ts);
    expect(thread).toContain('@ann *No alarm: all that grows in payments is silenced as no leak*');
    expect(thread).toMatch(/Silenced by @bea: `.*`, “bounded by tenants”/);
    const stored = await bot.profiles.getArtefact(check.id, 'report.json');
    expect(JSON.parse(Buffer.from(stored ?? []).toString('utf8'))).toMatchObject({
      verdict: 'leak',
      findings: [
        { verdict: 'leak', incident: { state: 'silenced', status: { reason: 'bounded by tenants' } } },
      ],
    });
    expect(bot.store.checks.get(check.id)?.outcome).toMatchObject({ verdict: 'leak' });
  });

  it('can be undone from a later report', async () => {
    await checked(cacheLeak);
    await silence('bounded by tenants');
    await checked(cacheLeak);
    await press('ann', 'unsilence');
    expect(await shows(/Known: seen 2 times/)).toContain('[ Not a leak … ]');
    await checked(cacheLeak);
    expect(text(roots()[2] as Message)).toMatch(/\*payments\*: \*leak\* · known · /);
  });
});

describe('Resolve', () => {
  it('is done by three checks in a row without the leak: each says how many, the first thread that it is resolved', async () => {
    await checked(cacheLeak);
    await acknowledge();
    const first = roots()[0]?.ts ?? '';
    await checked(mended);
    await checked(mended);
    expect(bot.workspace.threadAsText(channel, first)).toMatch(
      /Not found: `.*`, 2 checks in a row now; after 3 it counts as resolved/,
    );
    await checked(mended);
    expect(bot.workspace.threadAsText(channel, first)).toMatch(
      /Resolved: `.*`, 3 checks in a row did not find it; acknowledged by @bea/,
    );
    expect(roots()).toHaveLength(1);
    await checked(mended);
    expect(roots()).toHaveLength(2);
  });

  it('is taken back loudly by a check that finds the leak again', async () => {
    await checked(cacheLeak);
    await acknowledge();
    const first = roots()[0]?.ts ?? '';
    await press('ann', 'resolve');
    await shows(/Resolved by @ann, /);
    await checked(cacheLeak);
    expect(roots()).toHaveLength(2);
    expect(text(roots()[1] as Message)).toMatch(/\*payments\*: \*leak\*, \*back after it was resolved\*/);
    const thread = bot.workspace.threadAsText(channel, roots()[1]?.ts ?? '');
    expect(thread).toContain('@ann *Regressed: payments is leaking memory again, after it was resolved*');
    expect(thread).toMatch(/Back: `.*` was resolved by @ann, .*; acknowledged before by @bea/);
    expect(thread).toMatch(/Regressed: back after it was resolved by @ann, .*; seen 2 times since/);
    expect(bot.workspace.threadAsText(channel, first)).toMatch(/\*Back:\* `.*`, regressed: back after/);
    await acknowledge('ann');
    await checked(cacheLeak);
    expect(roots()).toHaveLength(2);
    expect(bot.workspace.threadAsText(channel, roots()[1]?.ts ?? '')).toMatch(
      /acknowledged by @ann, .*seen 3 times/i,
    );
  });

  it('is not taken back by a check whose window had begun before', async () => {
    await checked(cacheLeak);
    const at = card();
    const fromMs = Date.now() - 60_000;
    const running = await asked();
    await press('ann', 'resolve', { at });
    await shows(/Resolved by @ann, /, at.ts);
    await published(running, cacheLeak, fromMs);
    expect(text(roots()[1] as Message)).toMatch(/\*payments\*: \*leak\* · resolved by @ann · /);
    expect(bot.workspace.threadAsText(channel, roots()[1]?.ts ?? '')).toContain('nothing new*');
  });
});

describe('a button that can do nothing any more', () => {
  it('tells the person how the leak stands meanwhile, and shows it in the message', async () => {
    await checked(cacheLeak);
    const older = card();
    await checked(cacheLeak);
    await acknowledge();
    await press('ann', 'acknowledge', { at: older });
    expect(await told('ann', /acknowledged by @bea/)).toMatch(/so nothing was changed/);
    expect(await shows(/Acknowledged by @bea/, older.ts)).not.toContain('[ Acknowledge ]');
  });

  it('opens no modal for what is silenced already', async () => {
    await checked(cacheLeak);
    const older = card();
    await checked(cacheLeak);
    await silence('a cache');
    await press('ann', 'snooze', { at: older });
    expect(await told('ann', /silenced as no leak by @bea/)).toContain('Undo “Not a leak”');
    expect(bot.workspace.modals('ann')).toEqual([]);
  });

  it('says so when nothing is known of the leak any more', async () => {
    await checked(cacheLeak);
    bot.incidents.services.clear();
    await press('ann', 'acknowledge');
    expect(await told('ann', /Nothing is known of this leak/)).toContain('/leakcheck payments');
    await press('ann', 'snooze');
    await vi.waitFor(() => expect(bot.workspace.ephemerals(channel, 'ann')).toHaveLength(2), {
      timeout: 10_000,
    });
  });

  it('does what it says even where its message was deleted meanwhile', async () => {
    await checked(cacheLeak);
    await press('bea', 'silence');
    bot.workspace.deleteMessage(channel, card().ts);
    await submit('bea', { 'leakcheck.reason_text': 'a cache' });
    await vi.waitFor(
      () => expect(bot.incidents.services.get('payments')).toMatchObject([{ status: { is: 'silenced' } }]),
      { timeout: 10_000 },
    );
  });

  it('says that nothing was done while Redis is away, and works afterwards', async () => {
    await checked(cacheLeak);
    bot.incidents.down = new StoreUnavailableError('away');
    await press('bea', 'acknowledge');
    expect(await told('bea', /cannot be reached/)).toContain('Next step');
    bot.incidents.down = undefined;
    await acknowledge();
  });
});

it('lists the known leaks on request, those that nobody has taken first, each with its thread', async () => {
  const list = (text: string) => bot.workspace.runCommand({ user: 'ann', channel, text });
  await list('incidents');
  await told('ann', /No leak is known/);
  await checked(leakReport);
  await press('bea', 'acknowledge', { number: 1 });
  await shows(/Acknowledged by @bea/);
  await list('incidents payments');
  const said = await told('ann', /2 leaks known/);
  expect(said).toMatch(
    /• \*payments\* · `.*` · new: first found .* · its thread \(http[\s\S]*• \*payments\* · `.*` · acknowledged by @bea/,
  );
  expect(said).toMatch(/\n\s+found \d{4}-.* UTC · acknowledged \d{4}-.* UTC by @bea/);
  await list('incidents paymnets');
  await told('ann', /Did you mean `payments`/);
});

it('gives every one of many leaks its buttons, in messages that Slack takes', async () => {
  await checked(manyFindingsReport(12));
  const cards = everything().filter(({ blocks }) => JSON.stringify(blocks).includes('leakcheck.incident.'));
  expect(cards).toHaveLength(3);
  expect(
    cards
      .map(text)
      .join('\n')
      .match(/\[ Acknowledge \]/g),
  ).toHaveLength(9);
  expect(text(cards[2] as Message)).toMatch(/… and 3 more leaks\n\[ Show all 12 leaks \]/);
  const last = cards[2] as Message;
  await press('bea', 'silence', { at: last, number: 9 });
  await submit('bea', { 'leakcheck.reason_text': 'a cache' });
  await shows(/Silenced by @bea/, last.ts);
});
