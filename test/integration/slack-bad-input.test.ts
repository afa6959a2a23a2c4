import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check } from '../../src/check/check.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Report } from '../../src/report/report.ts';
import { service } from '../check/memory-ports.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { type Bot, least, startBot, stopBot } from './fixtures/bot.ts';

/** What people, the services file and Slack get wrong: a clear answer, and nothing is lost. */
const channel = 'payments-oncall';

let bot: Bot;

beforeEach(async () => {
  bot = await startBot({
    bot: { scopes: [...least, 'usergroups:read', 'channels:history', 'groups:history'] },
  });
});
afterEach(() => stopBot(bot));

function command(text: string, where = channel) {
  return bot.workspace.runCommand({ user: 'ann', channel: where, text });
}

function told(words: RegExp, where = channel): Promise<string> {
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

async function asked(): Promise<Check> {
  await command('payments 5m');
  await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 10_000 });
  const [check] = [...bot.store.checks.values()];
  if (check === undefined) throw new Error('no check');
  return check;
}

async function published(check: Check): Promise<void> {
  const report: Report = { ...leakReport, check: check.id };
  await bot.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
  const plan = planCheck({ check: check.id, service: service(), windowMs: check.windowMs, t0Ms: 0 });
  await bot.publisher.publish(check, plan);
}

function press(check: Check, actionId: string, blockId?: string) {
  const at = bot.workspace
    .replies(channel, check.rootTs ?? '')
    .find(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`));
  const block = blockId === undefined ? {} : { blockId };
  return bot.workspace.click({ user: 'ann', channel, ts: at?.ts ?? '', actionId, ...block });
}

describe('a digest that cannot be', () => {
  it.each([
    ['61 * * * *', /got value 61[\s\S]*five fields/],
    ['0 9 * * 1-5 Europe/Berln', /did you mean Europe\/Berlin\?/],
    ['0 9 * * 1-5 Mars/Olympus', /is not known[\s\S]*IANA/],
    ['0 9 * * 1-5 in C0NOWHERE1', /\/invite @leakcheck/],
    ['0 9 * * 1-5 in nowhere', /not the id of a channel/],
  ])('is answered with the next step, and not set up: %s', async (words, answer) => {
    await command(`digest add x ${words}`);
    expect(await told(answer)).toContain('Next step');
    await command('digest list');
    await told(/There is no digest/);
  });
});

describe('a channel that was archived while a check ran', () => {
  it('loses no verdict: the history has it, and the leak is known', async () => {
    const check = await asked();
    bot.workspace.archive(channel);
    await expect(published(check)).rejects.toMatchObject({ code: 'is_archived' });
    await bot.publisher.fail(check, {
      reason: 'there is a verdict, but it could not be posted.',
      nextStep: 'ask again.',
    });
    await command('history payments', 'catalog');
    expect(await told(/Last checks of payments/, 'catalog')).toMatch(/ · leak, |\*leak\*/);
    await command('incidents payments', 'catalog');
    await told(/2 leaks known/, 'catalog');
  });

  it('is told to who asks there next', async () => {
    bot.workspace.archive(channel);
    await command('payments 5m');
    expect(await told(/`is_archived`/)).toMatch(/archived[\s\S]*ask in another one/);
    expect(bot.queue.added).toEqual([]);
  });
});

describe('a token that was revoked', () => {
  it('keeps no press from being done: what was pressed shows with the next edit', async () => {
    const check = await asked();
    await published(check);
    bot.workspace.faults.add({ method: 'chat.update', kind: 'refused', error: 'token_revoked' });
    await press(check, 'leakcheck.incident.acknowledge', 'leakcheck.incident.buttons.1');
    await vi.waitFor(
      () =>
        expect(
          bot.incidents.services
            .get('payments')
            ?.map(({ status }) => status.is)
            .sort(),
        ).toEqual(['acknowledged', 'open']),
      { timeout: 10_000 },
    );
    await press(check, 'leakcheck.incident.resolve', 'leakcheck.incident.buttons.2');
    const shown = await bot.workspace.waitFor((each) =>
      each
        .replies(channel, check.rootTs ?? '')
        .map((message) => each.messageAsText(message))
        .find((text) => text.includes('Resolved by @ann')),
    );
    expect(shown).toContain('Acknowledged by @ann');
  });

  it('is told to who asks, with who mends it', async () => {
    bot.workspace.faults.add({ method: 'chat.postMessage', kind: 'refused', error: 'token_revoked' });
    await command('payments 5m');
    expect(await told(/does not take leakcheck’s token any more/)).toContain('leakcheck doctor');
    expect(bot.queue.added).toEqual([]);
  });
});

describe('a message that somebody deleted', () => {
  it('takes no press with it: the owner is told, and the leaks are marked', async () => {
    const check = await asked();
    await published(check);
    await press(check, 'leakcheck.escalate');
    const modal = await bot.workspace.waitFor((each) => each.modals('ann')[0]);
    for (const { ts } of bot.workspace.replies(channel, check.rootTs ?? ''))
      bot.workspace.deleteMessage(channel, ts);
    await bot.workspace.submitView({ user: 'ann', viewId: modal.id });
    await bot.workspace.waitFor((each) => each.messages('platform-core')[0]);
    await vi.waitFor(
      () =>
        expect(
          bot.incidents.services.get('payments')?.every(({ escalated }) => escalated !== undefined),
        ).toBe(true),
      { timeout: 10_000 },
    );
  });
});

describe('a user group that Slack does not know', () => {
  it('is told in the window before anybody is, and the owner’s channel is told all the same', async () => {
    const { owner } = bot.services[0] ?? {};
    if (owner === undefined) throw new Error('no owner');
    bot.services.splice(0, 1, service({ owner: { ...owner, userGroup: 'S0NOWHERE1' } }));
    const check = await asked();
    await published(check);
    await press(check, 'leakcheck.escalate');
    const modal = await bot.workspace.waitFor((each) => each.modals('ann')[0]);
    expect(JSON.stringify(modal.content)).toMatch(/Slack knows no user group `S0NOWHERE1`/);
    await bot.workspace.submitView({ user: 'ann', viewId: modal.id });
    await bot.workspace.waitFor((each) => each.messages('platform-core')[0]);
  });
});

describe('an audit log that does not take its entries', () => {
  it('keeps nobody waiting for an answer', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { append } = bot.audit;
    bot.audit.append = async (entry) => {
      await held;
      await append(entry);
    };
    await command('list');
    await told(/\*2 services\*/);
    expect(bot.audit.entries).toEqual([]);
    release();
    await vi.waitFor(() => expect(bot.audit.entries).toMatchObject([{ what: 'list' }]), { timeout: 10_000 });
  });
});
