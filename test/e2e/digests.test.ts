import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FixableService, startFixableReplay } from '../../lab/fixable-service.ts';
import type { Message } from '../../lab/slack/model.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { openStage, places, roots, type Stage, told } from './fixtures/stage.ts';

/**
 * Digests as people set them up and read them: every minute, as cron allows no shorter. One bot process, real Redis, recorded services
 * of which one leaks, is mended, and leaks again. Each step stands on the one before.
 */
let stage: Stage;
let payments: FixableService;
vi.setConfig({ testTimeout: 360_000 });
const closing: (() => Promise<unknown>)[] = [];
/** As many as the recordings have points in a quarter of a minute: each capture falls on one, and not half-way between two. */
const captures = 7;
/** A digest takes a minute to be due, and its sweep some of the next on a machine that is busy. */
const comesWithinMs = 175_000;
const inFile: string = places.orders;
const byCommand: string = places.payments;

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  payments = await startFixableReplay({ name: 'payments', replica: 'payments-1' });
  const catalog = await startFixableReplay({ name: 'catalog', replica: 'catalog-1' });
  closing.push(
    () => payments.stop(),
    () => catalog.stop(),
  );
  stage = await openStage({
    redisUrl: redis.url,
    services: {
      payments: {
        targets: { 'payments-1': payments.url },
        defaultWindow: '15s',
        captures,
        resolvedAfter: 1,
        owner: { userGroup: places.group, label: 'Payments on-call' },
      },
      catalog: { targets: { 'catalog-1': catalog.url }, defaultWindow: '15s', captures },
    },
    digests: { minutely: { channel: inFile, cron: '* * * * *', timeZone: 'Europe/Berlin' } },
  });
  closing.push(() => stage.close());
  await stage.start();
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

function text(message: Message): string {
  return stage.workspace.messageAsText(message);
}

/** Digests of a channel that were posted after the first so many. */
function digestsIn(channel: string): Message[] {
  return roots(stage, channel).filter((message) => /Digest \w+:/.test(text(message)));
}

function nextDigest(channel: string, what: (said: string) => boolean = () => true): Promise<Message> {
  const before = new Set(digestsIn(channel).map(({ ts }) => ts));
  return stage.workspace.waitFor(
    () => digestsIn(channel).find((message) => !before.has(message.ts) && what(text(message))),
    { timeoutMs: comesWithinMs, what: `a digest in ${channel}; the log:\n${stage.logs().slice(-2_000)}` },
  );
}

function command(words: string, channel = byCommand): Promise<unknown> {
  return stage.workspace.runCommand({ user: 'ann', channel, text: `digest ${words}` });
}

describe('a digest of the services file', () => {
  let first: Message;

  it('tells with one message how all services stand, and no check has a message of its own', async () => {
    first = await nextDigest(inFile);
    expect(text(first)).toMatch(
      /\*Digest minutely:\* 2 services, 1 leaking, 1 \w+ · [1-9] open leaks? · \*[1-9] new\* since it was set up/,
    );
    expect(text(first)).toContain('Service | Verdict | Growth a day | Open leaks | Since the last | Owner');
    expect(text(first)).toMatch(
      /payments \| leak, \d+ % \| \+.*[GTM]iB.* \| \d \| first time \| Payments on-call/,
    );
    expect(text(first)).toMatch(/catalog \| \w+, \d+ % \| .* \| \d \| first time \| none/);
    expect(text(first)).toMatch(/\*New:\* payments, `.*` \+.*\/min/);
    expect(roots(stage, inFile).filter((message) => text(message).includes('Checking'))).toEqual([]);
  });

  it('has the leaks with stack, fix and buttons in its thread', async () => {
    await stage.workspace.waitFor(
      () => stage.workspace.threadAsText(inFile, first.ts).includes('[ Acknowledge ]'),
      { timeoutMs: comesWithinMs },
    );
    expect(stage.workspace.threadAsText(inFile, first.ts)).toMatch(/payments\*: leak, checked .* UTC\./);
    await stage.workspace.waitFor(
      () => stage.workspace.threadAsText(inFile, first.ts).includes('[ Escalate ]'),
      { timeoutMs: comesWithinMs },
    );
  });

  it('says at the next time what has changed and draws the growth, with its words', async () => {
    const second = await nextDigest(inFile);
    expect(text(second)).toMatch(/since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    // How sure fifteen seconds on a busy machine are is another matter: a suspect is better than the leak of before.
    expect(text(second)).toMatch(
      /payments \| (leak, .* \| (as before|faster, was|slower, was)|suspect, .* \| better, was leak)/,
    );
    const thread = await stage.workspace.waitFor(
      () => {
        const said = stage.workspace.threadAsText(inFile, second.ts);
        return said.includes('[image: Growth of live heap a day') ? said : undefined;
      },
      { timeoutMs: comesWithinMs },
    );
    expect(thread).toMatch(/payments from \+.* to \+.* in \d checks/);
    expect(thread).not.toContain('settlement.(*Settler).collect` at');
  });

  it('tells once that a leak is resolved when its fix is deployed', async () => {
    await payments.setFixed(true);
    const resolved = await nextDigest(inFile, (said) => said.includes('resolved'));
    expect(text(resolved)).toMatch(/\*[1-9] resolved\* since/);
    expect(text(resolved)).toMatch(/\*Resolved:\* payments, `.*`, .* UTC/);
  });
});

describe('a digest by command', () => {
  it('is set up where it is asked for, which its channel is told', async () => {
    await command('add shop * * * * * America/New_York payments healthy=nothing');
    await told(stage, { channel: byCommand }, /Digest \*shop\* is set up in #payments-alerts/);
    expect(text(roots(stage, byCommand).at(-1) as Message)).toMatch(
      /Digest shop\* comes here: `\* \* \* \* \*` by the clocks of America\/New_York · payments, the first one .*@ann set it up/,
    );
    await command('list');
    await told(
      stage,
      { channel: byCommand },
      /\*2 digests:\*[\s\S]*in the services file[\s\S]*added by @ann/,
    );
  });

  it('speaks when a leak is back', async () => {
    await payments.setFixed(false);
    const said = await nextDigest(byCommand, (words) => words.includes('back'));
    expect(text(said)).toMatch(/\*[1-9] back\*/);
    expect(text(said)).toMatch(/\*Back:\* payments, `/);
  });

  it('is paused, goes on and is removed', async () => {
    await command('pause shop');
    await told(stage, { channel: byCommand }, /Digest \*shop\* is paused/);
    await command('resume shop');
    await told(stage, { channel: byCommand }, /Digest \*shop\* goes on\. The next one is due/);
    await command('remove shop');
    await told(stage, { channel: byCommand }, /Digest \*shop\* is removed/);
    await command('remove minutely');
    await told(stage, { channel: byCommand }, /written in the services file, which no command changes/);
  });

  it.each([
    ['add x 61 * * * *', /got value 61.*five fields/s],
    ['add x 0 9 * * 1-5 Europe/Berln', /did you mean Europe\/Berlin\?/],
    ['add x 0 9 * * 1-5 UTC paymnts', /Did you mean `payments`/],
    ['add x 0 9 * * 1-5 in C0NOWHERE1', /\/invite @leakcheck/],
    ['add x 0 9 * * 1-5 in C0OUTSIDE1', /\/invite @leakcheck/],
    ['add minutely 0 9 * * *', /There is a digest \*minutely\* already/],
    ['add x 0 9 * * * quiet=25:00-7', /are no quiet hours/],
    ['pause minutly', /Did you mean `minutely`\?/],
    ['frobnicate', /is nothing that can be done with digests/],
  ])('that cannot be is answered with the next step, and nothing is set up: %s', async (words, answer) => {
    const { workspace } = stage;
    const before = workspace.ephemerals(byCommand, 'ann').length;
    await command(words);
    const said = await workspace.waitFor(() => workspace.ephemerals(byCommand, 'ann')[before]);
    expect(text(said)).toMatch(answer);
    expect(text(said)).toContain('Next step');
    const keys = await stage.redis.hkeys(`${stage.prefix}:store:digests`);
    expect(keys).not.toContain('x');
  });

  it('that cannot be read is named in the list, and can be removed', async () => {
    await stage.redis.hset(`${stage.prefix}:store:digests`, 'torn', '{"na');
    await command('list');
    await told(
      stage,
      { channel: byCommand },
      /\*2 digests:\*[\s\S]*\*torn\* · \*cannot be read\*: .*Next step: `\/leakcheck digest remove torn`/,
    );
    await command('remove torn');
    await told(stage, { channel: byCommand }, /Digest \*torn\* is removed/);
  });

  it('in a channel that was archived is told in the list, with the next step', async () => {
    stage.workspace.archive(inFile);
    await stage.workspace.waitFor(() => stage.logs().includes('a digest cannot be posted yet'), {
      timeoutMs: comesWithinMs,
    });
    await command('list');
    await told(
      stage,
      { channel: byCommand },
      /\*not posted\* .*the channel is archived\. Next step: open it again/,
    );
  });
});
