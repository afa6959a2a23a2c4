import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { service } from '../check/memory-ports.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { type Bot, least, startBot, stopBot } from './fixtures/bot.ts';

const channel = 'payments-oncall';

let bot: Bot;

function command(text: string, where = channel) {
  return bot.workspace.runCommand({ user: 'ann', channel: where, text });
}

/** What ann alone is told, once it is there. */
function told(words: string, where = channel): Promise<string> {
  return bot.workspace.waitFor(
    (each) =>
      each
        .ephemerals(where, 'ann')
        .map((message) => each.messageAsText(message))
        .find((text) => text.includes(words)),
    { what: `an answer to ann with "${words}"` },
  );
}

/** The queue lies outside the workspace, which therefore cannot wait for it. */
function queued(count: number): Promise<void> {
  return vi.waitFor(() => expect(bot.queue.added).toHaveLength(count), { timeout: 10_000 });
}

function root(where = channel) {
  return bot.workspace.waitFor((each) => each.messages(where).find(({ text }) => text.includes('Checking')), {
    what: 'the root message',
  });
}

/** Publishes a leak for the only check there is, as the report job does. */
async function publishLeak(): Promise<{ rootTs: string; verdictTs: string; id: string }> {
  const { ts } = await root();
  await queued(1);
  const [check] = [...bot.store.checks.values()];
  if (check === undefined) throw new Error('no check');
  const report: Report = { ...leakReport, check: check.id };
  await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
  await bot.profiles.putArtefact(check.id, 'growth.png', Uint8Array.of(1, 2, 3));
  const plan = planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 });
  await bot.publisher.publish(check, plan);
  const verdict = replies(ts).find(({ text }) => text.includes('Leak:'));
  if (verdict === undefined) throw new Error('no verdict');
  return { rootTs: ts, verdictTs: verdict.ts, id: check.id };
}

function replies(ts: string, where = channel) {
  return bot.workspace.replies(where, ts);
}

function buttons(ts: string): string {
  const message = bot.workspace
    .messages(channel)
    .concat(allReplies())
    .find((each) => each.ts === ts);
  return JSON.stringify(message?.blocks ?? []);
}

function allReplies() {
  return bot.workspace.messages(channel).flatMap(({ ts }) => replies(ts));
}

describe('the bot in a workspace', () => {
  beforeEach(async () => {
    bot = await startBot();
  });
  afterEach(() => stopBot(bot));

  it('acknowledges, posts one root message and queues the check', async () => {
    const result = await command('payments 5m');
    expect(result).toMatchObject({ ok: true });
    const { text } = await root();
    expect(text).toContain('payments · 3 replicas · 5m');
    await queued(1);
    expect(bot.workspace.messages(channel)).toHaveLength(1);
  });

  it('does nothing on a repeated delivery', async () => {
    bot.workspace.faults.add({ method: 'slash_commands', kind: 'duplicate' });
    await command('payments 5m');
    await root();
    await bot.workspace.waitFor(({ envelopes }) => envelopes().length === 2);
    await command('help');
    await told('leakcheck cancel');
    expect(bot.queue.added).toHaveLength(1);
    expect(bot.workspace.messages(channel)).toHaveLength(1);
    expect(bot.workspace.ephemerals(channel, 'ann')).toHaveLength(1);
  });

  it.each([
    ['paymnets 5m', 'Did you mean `payments`?'],
    ['payments 5 parsecs', '10s to 24h'],
    ['payments 5s', 'too short'],
    ['orders 5m', 'may not be checked from this channel'],
    ['cancel zzzz2345', 'is known'],
    ['histroy', 'did you mean'],
    ['<!channel> 5m', 'No service is named'],
  ])('answers %j to ann alone, with the next step, and queues nothing', async (text, words) => {
    await command(text);
    expect(await told(words)).toContain('Next step');
    expect([bot.queue.added, bot.workspace.messages(channel)]).toEqual([[], []]);
  });

  it.each([
    ['help', '/leakcheck payments 5m'],
    ['list', 'payments'],
    ['status', 'No check is running'],
    ['history', 'No check has ended yet'],
  ])('answers %j', async (text, words) => {
    await command(text);
    await told(words);
  });

  it('says how to be invited where it is not in the channel', async () => {
    await command('payments 5m', 'random');
    expect(await told('/invite @leakcheck', 'random')).toContain('not in this channel');
    expect(bot.queue.added).toEqual([]);
  });

  it('says that the queue is down, to ann and in the root message', async () => {
    bot.queue.down = new QueueUnavailableError('down');
    await command('payments 5m');
    await told('nothing was queued');
    expect(
      bot.workspace
        .messages(channel)
        .map(({ text }) => text)
        .join(),
    ).toContain('failed');
  });

  it('links to the running check, lists it, and cancels it', async () => {
    await command('payments 5m');
    await queued(1);
    await command('payments 5m');
    await told('is being checked over this window already');
    await command('status');
    const status = await told('leakcheck cancel');
    expect(status).toContain('payments');
    const id = bot.queue.added[0] ?? '';
    await command(`cancel ${id}`);
    await told('is cancelled');
    expect(bot.queue.cancelled).toEqual([id]);
    expect(bot.workspace.messages(channel)[0]?.text).toContain('cancelled');
  });

  it('answers a mention inside a thread in that thread', async () => {
    const said = await bot.workspace.say({ user: 'bea', channel, text: 'payments looks big' });
    await bot.workspace.mention({ user: 'ann', channel, text: 'payments 5m', threadTs: said.ts });
    await bot.workspace.waitFor(() => replies(said.ts).some(({ text }) => text.includes('Checking')));
    await bot.workspace.mention({ user: 'ann', channel, text: 'nonsense', threadTs: said.ts });
    await told('No service is named');
    expect(bot.workspace.ephemerals(channel, 'ann')[0]?.threadTs).toBe(said.ts);
    expect(bot.workspace.messages(channel)).toHaveLength(1);
  });

  it('finds a root message whose answer was lost, and posts no second one', async () => {
    bot.workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    await command('payments 5m');
    await queued(1);
    expect(bot.workspace.messages(channel)).toHaveLength(1);
  });

  it('publishes the report into the thread: verdict, charts with alternative text, findings, caveats', async () => {
    await command('payments 5m');
    const { rootTs, verdictTs } = await publishLeak();
    expect(bot.workspace.messages(channel)[0]?.text).toContain('leak');
    await bot.workspace.waitFor(() => replies(rootTs).some(({ files }) => files.length > 0));
    const chart = replies(rootTs)
      .flatMap(({ files }) => files)
      .map((id) => bot.workspace.file(id))
      .find((file) => file?.name === 'growth.png');
    expect(chart?.altText).toContain('Live heap of');
    expect(replies(rootTs)[0]?.ts).toBe(verdictTs);
    expect(replies(rootTs)[0]?.text).toContain(`<@${bot.workspace.user('ann').id}>`);
  });

  it('runs a check again for the first who presses, and shows who it was', async () => {
    await command('payments 5m');
    const { verdictTs } = await publishLeak();
    const press = { channel, ts: verdictTs, actionId: 'leakcheck.rerun' };
    await Promise.all([
      bot.workspace.click({ ...press, user: 'bea' }),
      bot.workspace.click({ ...press, user: 'cleo' }),
    ]);
    await bot.workspace.waitFor(() => buttons(verdictTs).includes('leakcheck.pressed.leakcheck.rerun'));
    await bot.workspace.waitFor((each) => each.ephemerals(channel).length === 1);
    expect(bot.queue.added).toHaveLength(2);
    expect(bot.workspace.messages(channel)).toHaveLength(2);
  });

  it('does nothing on a repeated delivery of a press or a confirmation', async () => {
    await command('payments 5m');
    const { rootTs, verdictTs } = await publishLeak();
    bot.workspace.faults.add({ method: 'interactive', kind: 'duplicate', times: 3 });
    await bot.workspace.click({ user: 'ann', channel, ts: verdictTs, actionId: 'leakcheck.rerun' });
    await bot.workspace.waitFor(() => buttons(verdictTs).includes('pressed.leakcheck.rerun'));
    await bot.workspace.click({ user: 'ann', channel, ts: verdictTs, actionId: 'leakcheck.escalate' });
    const modal = await bot.workspace.waitFor((each) => each.modals('ann')[0]);
    await bot.workspace.submitView({ user: 'ann', viewId: modal.id });
    await bot.workspace.waitFor(() => buttons(verdictTs).includes('pressed.leakcheck.escalate'));
    await command('help');
    await told('leakcheck cancel');
    expect(bot.workspace.ephemerals(channel)).toHaveLength(1);
    expect(bot.queue.added).toHaveLength(2);
    expect(replies(rootTs).filter(({ text }) => text.includes('asks you to look'))).toHaveLength(1);
    expect(bot.workspace.calls('views.open')).toHaveLength(1);
  });

  it('keeps the button when the queue is down, and says so to whoever pressed', async () => {
    await command('payments 5m');
    const { verdictTs } = await publishLeak();
    bot.queue.down = new QueueUnavailableError('down');
    await bot.workspace.click({ user: 'ann', channel, ts: verdictTs, actionId: 'leakcheck.rerun_longer' });
    await told('nothing was queued');
    expect(buttons(verdictTs)).not.toContain('pressed');
    bot.queue.down = undefined;
    await bot.workspace.click({ user: 'ann', channel, ts: verdictTs, actionId: 'leakcheck.rerun_longer' });
    await bot.workspace.waitFor(() => buttons(verdictTs).includes('pressed'));
    expect(bot.queue.added).toHaveLength(2);
  });

  it('escalates once after the modal, however often it is confirmed', async () => {
    await command('payments 5m');
    const { rootTs, verdictTs } = await publishLeak();
    const modals = [];
    for (const user of ['bea', 'cleo']) {
      await bot.workspace.click({ user, channel, ts: verdictTs, actionId: 'leakcheck.escalate' });
      modals.push(await bot.workspace.waitFor((each) => each.modals(user)[0]));
    }
    const [first, second] = modals;
    expect(JSON.stringify(first?.content)).toContain('Who will be told');
    const values = { 'leakcheck.note_text': 'restarted it <!channel>' };
    await bot.workspace.submitView({ user: 'bea', viewId: first?.id ?? '', values });
    await bot.workspace.waitFor(() => buttons(verdictTs).includes('leakcheck.pressed.leakcheck.escalate'));
    await bot.workspace.submitView({ user: 'cleo', viewId: second?.id ?? '', values });
    await bot.workspace.waitFor((each) =>
      each.ephemerals(channel, 'cleo').some(({ text }) => text.includes('Already escalated')),
    );
    const group = bot.workspace.userGroups()[0]?.id ?? '';
    const mentions = replies(rootTs).filter(({ text }) => text.includes(`<!subteam^${group}>`));
    expect(mentions).toHaveLength(1);
    const owner = bot.workspace.messages('platform-core');
    expect(owner).toHaveLength(1);
    expect(owner[0]?.text).toContain('restarted it');
    expect(owner[0]?.text).not.toContain('<!channel>');
    await bot.workspace.waitFor((each) => each.modals('bea').length + each.modals('cleo').length === 0);
  });

  it('reports in the thread that the owner’s channel could not be told', async () => {
    await command('payments 5m');
    const { rootTs, verdictTs } = await publishLeak();
    bot.workspace.removeBot('platform-core');
    await bot.workspace.click({ user: 'ann', channel, ts: verdictTs, actionId: 'leakcheck.escalate' });
    const modal = await bot.workspace.waitFor((each) => each.modals('ann')[0]);
    await bot.workspace.submitView({ user: 'ann', viewId: modal.id });
    await bot.workspace.waitFor(() =>
      replies(rootTs).some(({ text }) => text.includes('Not everybody could be told')),
    );
  });

  it('comes back after Slack closed its socket and refused the first new one', async () => {
    bot.workspace.faults.add({ method: 'apps.connections.open', kind: '500' });
    bot.workspace.refresh('link_disabled');
    const opened = () => bot.workspace.calls('apps.connections.open').map(({ outcome }) => outcome);
    await vi.waitFor(() => expect(opened()).toEqual(['ok', '500', 'ok']), { timeout: 30_000 });
    await vi.waitFor(() => expect(bot.workspace.connected()).toBe(1), { timeout: 10_000 });
    await command('list');
    await told('can be checked');
  });

  it('keeps every token out of its log', async () => {
    bot.workspace.faults.add({ method: 'chat.postMessage', kind: '500', times: 3 });
    await command('payments 5m');
    await told('Slack did not answer');
    const log = bot.logger.lines.map((line) => describeError(line)).join('\n');
    expect(log).toContain('a request failed');
    expect(log).not.toContain(bot.workspace.botToken);
    expect(log).not.toContain(bot.workspace.appToken);
  });
});

describe('the bot without history scopes', () => {
  beforeEach(async () => {
    bot = await startBot({ bot: { scopes: least } });
  });
  afterEach(() => stopBot(bot));

  it('still starts the check when the answer to the root message was lost', async () => {
    bot.workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    await command('payments 5m');
    await queued(1);
    const [check] = [...bot.store.checks.values()];
    expect(bot.workspace.messages(channel).map(({ ts }) => ts)).toContain(check?.rootTs);
  });
});

/** Everything that a log would write of an error: message, stack, causes and own fields. */
function describeError(value: unknown, depth = 0): string {
  if (depth > 6 || typeof value !== 'object' || value === null) return String(value);
  const own = Object.entries(value).map(([key, each]) => `${key}: ${describeError(each, depth + 1)}`);
  return value instanceof Error
    ? `${value.stack} ${describeError(value.cause, depth + 1)} ${own.join(' ')}`
    : own.join(' ');
}
