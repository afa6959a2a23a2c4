import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../lab/slack/model.ts';
import type { Check } from '../../src/check/check.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { service } from '../check/memory-ports.ts';
import { healthyReport, leakReport } from '../report/report-fixtures.ts';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';

/** However a check goes, it has one message in its channel, and all else is in a thread. */
const channel = 'payments-oncall';
const ownersChannel = 'platform-core';
const cacheLeak: Report = {
  ...leakReport,
  findings: leakReport.findings.filter(({ kind }) => kind === 'heap'),
};
const problem = { reason: 'the worker was killed.', nextStep: 'ask again.' };

let bot: Bot;

beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => stopBot(bot));

function roots(where = channel): Message[] {
  return bot.workspace.messages(where).filter(({ user }) => user === bot.workspace.user('leakcheck').id);
}

async function asked(text = 'payments 5m', user = 'ann'): Promise<Check> {
  const before = bot.queue.added.length;
  await bot.workspace.runCommand({ user, channel, text });
  return queued(before + 1);
}

async function queued(count: number): Promise<Check> {
  await vi.waitFor(() => expect(bot.queue.added).toHaveLength(count), { timeout: 10_000 });
  const check = bot.store.checks.get(bot.queue.added.at(-1) ?? '');
  if (check === undefined) throw new Error('no check');
  return check;
}

/** As the report job does; again, as another worker does after the first was killed. */
async function published(check: Check, report: Report, times = 1): Promise<void> {
  const window = { ...report.window, from: new Date().toISOString() };
  const own: Report = { ...report, service: 'payments', check: check.id, window };
  await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(own)));
  const plan = planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 });
  for (let time = 0; time < times; time += 1) await bot.publisher.publish(check, plan);
}

function messageWith(action: string): Message {
  const all = bot.workspace.messages(channel).flatMap(({ ts }) => bot.workspace.replies(channel, ts));
  const found = all.findLast(({ blocks }) => JSON.stringify(blocks).includes(`"${action}"`));
  if (found === undefined) throw new Error(`no message with ${action}`);
  return found;
}

async function press(action: string, user = 'bea', blockId?: string): Promise<void> {
  const { ts } = messageWith(action);
  const block = blockId === undefined ? {} : { blockId };
  await bot.workspace.click({ user, channel, ts, actionId: action, ...block });
}

const acknowledge = async () => {
  await press('leakcheck.incident.acknowledge', 'bea', 'leakcheck.incident.buttons.1');
  await vi.waitFor(
    () => expect(bot.incidents.services.get('payments')?.[0]?.status.is).toBe('acknowledged'),
    { timeout: 10_000 },
  );
};

async function escalate(user: string): Promise<void> {
  await press('leakcheck.escalate', user);
  const modal = await bot.workspace.waitFor((each) => each.modals(user)[0]);
  await bot.workspace.submitView({ user, viewId: modal.id });
}

describe('one message in the channel', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['is there of a check with a verdict', async () => published(await asked(), leakReport)],
    [
      'is there of one whose report was written by two workers, one after the other',
      async () => published(await asked(), leakReport, 2),
    ],
    ['is there of a healthy one', async () => published(await asked(), healthyReport)],
    [
      'is there of one that failed, told twice',
      async () => {
        const check = await asked();
        await bot.publisher.fail(check, problem);
        await bot.publisher.fail(check, problem);
      },
    ],
    [
      'is there of one that got stuck after its verdict',
      async () => {
        const check = await asked();
        bot.workspace.faults.add({ method: 'files.getUploadURLExternal', kind: '500', times: 100 });
        await expect(published(check, leakReport)).rejects.toThrow();
        await bot.publisher.fail(check, problem);
      },
    ],
    [
      'is there of one that was cancelled',
      async () => {
        const { id } = await asked();
        await bot.workspace.runCommand({ user: 'ann', channel, text: `cancel ${id}` });
        await bot.workspace.waitFor(() => roots().some(({ text }) => text.includes('cancelled')));
      },
    ],
    [
      'is there of one whose command Slack delivered twice',
      async () => {
        bot.workspace.faults.add({ method: 'slash_commands', kind: 'duplicate' });
        await published(await asked(), leakReport);
        await bot.workspace.waitFor(({ envelopes }) => envelopes().length === 2);
      },
    ],
    [
      'is there of one for whose message Slack’s answer was lost',
      async () => {
        bot.workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
        await published(await asked(), leakReport);
      },
    ],
    [
      'is there of checks that know the leak, after the first',
      async () => {
        await published(await asked(), cacheLeak);
        await acknowledge();
        await published(await asked(), cacheLeak);
        await published(await asked('payments 5m', 'cleo'), cacheLeak);
      },
    ],
    [
      'is there of one that knows the leak and fails',
      async () => {
        await published(await asked(), cacheLeak);
        await acknowledge();
        await bot.publisher.fail(await asked(), problem);
      },
    ],
    [
      'is there of one that was escalated',
      async () => {
        await published(await asked(), leakReport);
        await escalate('bea');
        await bot.workspace.waitFor(() => roots(ownersChannel)[0]);
      },
    ],
  ])('%s', async (_what, happens) => {
    await happens();
    expect(roots()).toHaveLength(1);
  });

  it('is there of each of a check and its re-run', async () => {
    await published(await asked(), leakReport);
    await press('leakcheck.rerun');
    await published(await queued(2), leakReport);
    expect(roots()).toHaveLength(2);
  });

  it('is added to a known thread only for what else a check finds there', async () => {
    await published(await asked(), cacheLeak);
    await acknowledge();
    await published(await asked(), leakReport, 2);
    expect(roots()).toHaveLength(2);
  });

  it('takes the place of one that somebody deleted, also when the rest of its thread is missing', async () => {
    const check = await asked();
    bot.workspace.deleteMessage(channel, roots()[0]?.ts ?? '');
    bot.workspace.faults.add({ method: 'files.getUploadURLExternal', kind: '500', times: 100 });
    await expect(published(check, leakReport)).rejects.toThrow();
    await bot.publisher.fail(check, problem);
    expect(roots()).toHaveLength(1);
    expect(bot.workspace.threadAsText(channel, roots()[0]?.ts ?? '')).toContain('The verdict stands');
  });

  it('is there in the owner’s channel of what was escalated, however often and by whomever', async () => {
    await published(await asked(), leakReport);
    await escalate('bea');
    await bot.workspace.waitFor(() => roots(ownersChannel)[0]);
    await published(await asked(), leakReport);
    expect(() => messageWith('leakcheck.escalate')).toThrow();
    expect(roots(ownersChannel)).toHaveLength(1);
  });

  it('is not followed by another where the owner’s channel is that of the check: the thread calls the group', async () => {
    const { owner } = bot.services[0] ?? {};
    if (owner === undefined) throw new Error('no owner');
    const own = { ...owner, channel: bot.workspace.channel(channel).id };
    bot.services.splice(0, 1, service({ owner: own }));
    const { rootTs } = await asked();
    const [check] = [...bot.store.checks.values()];
    if (check === undefined) throw new Error('no check');
    await published(check, leakReport);
    await escalate('bea');
    await bot.workspace.waitFor(() =>
      bot.workspace.replies(channel, rootTs ?? '').some(({ text }) => text.includes('<!subteam^')),
    );
    expect(roots()).toHaveLength(1);
  });
});
