import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixableService, startFixableReplay, startFixableService } from '../../lab/fixable-service.ts';
import { goIsPresent } from '../../lab/go-services.ts';
import type { Message } from '../../lab/slack/model.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { answer, openStage, places, reply, root, roots, type Stage, told } from './fixtures/stage.ts';

/**
 * The life of a leak as people drive it: asked, acknowledged, asked again, fixed, resolved, broken again, silenced. One bot process,
 * real Redis, a service whose leak is mended by a deploy and comes back by another. Each step stands on the one before.
 */
const here: string = places.payments;
let stage: Stage;
let payments: FixableService;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  const start = (await goIsPresent()) ? startFixableService : startFixableReplay;
  payments = await start({ name: 'payments', replica: 'payments-1' });
  closing.push(() => payments.stop());
  stage = await openStage({
    redisUrl: redis.url,
    services: { payments: { targets: { 'payments-1': payments.url }, resolvedAfter: 2 } },
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

/** Every message of leakcheck in a channel, replies included, oldest first. */
function everything(channel: string): Message[] {
  const { workspace } = stage;
  return roots(stage, channel)
    .flatMap((message) => [message, ...workspace.replies(channel, message.ts)])
    .sort((a, b) => Number(a.ts) - Number(b.ts));
}

/** Asks as a person does, and waits until the message that was edited on the way is the verdict. */
async function ask(channel = here): Promise<Message> {
  const before = new Set(everything(channel).map(({ ts }) => ts));
  await stage.workspace.runCommand({ user: 'ann', channel, text: 'payments 15s' });
  const { workspace } = stage;
  const own = await workspace.waitFor(
    () => everything(channel).find(({ ts, text: said }) => !before.has(ts) && said.startsWith('Checking')),
    { what: 'the message of the new check' },
  );
  return workspace.waitFor(
    () => everything(channel).find(({ ts, text: said }) => ts === own.ts && !said.startsWith('Checking')),
    { timeoutMs: 100_000, what: 'the verdict of the new check' },
  );
}

function cards(channel = here): Message[] {
  return everything(channel).filter(({ blocks }) => JSON.stringify(blocks).includes('leakcheck.incident.'));
}

/** Presses this button under every leak of the newest message that has it. */
async function pressAll(user: string, action: string, channel = here): Promise<Message> {
  const at = cards(channel).findLast(({ blocks }) =>
    JSON.stringify(blocks).includes(`"leakcheck.incident.${action}"`),
  );
  if (at === undefined) throw new Error(`no button ${action} in\n${cards(channel).map(text).join('\n')}`);
  for (const block of at.blocks.filter(({ block_id }) =>
    String(block_id).startsWith('leakcheck.incident.buttons.'),
  )) {
    await stage.workspace.click({
      user,
      channel,
      ts: at.ts,
      actionId: `leakcheck.incident.${action}`,
      blockId: String(block.block_id),
    });
  }
  return at;
}

function shown(at: Message, words: RegExp): Promise<string> {
  return stage.workspace.waitFor(
    () => {
      const message = everything(at.channel).find(({ ts }) => ts === at.ts);
      return message !== undefined && words.test(text(message)) ? text(message) : undefined;
    },
    { what: `a message with ${words}` },
  );
}

async function acknowledgeAll(user: string, channel = here): Promise<void> {
  const at = await pressAll(user, 'acknowledge', channel);
  const said = await stage.workspace.waitFor(() => {
    const message = everything(channel).find(({ ts }) => ts === at.ts);
    return message !== undefined && !text(message).includes('[ Acknowledge ]') ? text(message) : undefined;
  });
  expect(said).toContain(`Acknowledged by @${user}`);
}

let first: Message;

/** Two checks are enough, except where one of a busy machine suspects something or comes to no conclusion. */
async function askUntilResolved(mostChecks: number): Promise<void> {
  const { workspace } = stage;
  const answers = () =>
    workspace.replies(here, first.ts).filter((message) => /^[^\n]*@ann \*\w+: /m.test(text(message)));
  for (let check = 1; check <= mostChecks; check++) {
    const before = answers().length;
    const { threadTs } = await ask();
    expect(threadTs).toBe(first.ts);
    const said = await workspace.waitFor(() => answers()[before], { what: 'the answer to the check' });
    if (text(said).includes('Resolved: ')) return;
  }
}

describe('a leak', () => {
  it('is new when it is first found, with buttons right below the verdict', async () => {
    first = await ask();
    expect(text(first)).toMatch(/\*payments\*: \*leak\* · (new|\d new) · /);
    expect(text(cards()[0] as Message)).toMatch(/New: first found .* UTC\n\[ Acknowledge \] \[ Snooze … \]/);
  });

  it('is acknowledged by a press, which says who and when', async () => {
    await acknowledgeAll('bea');
    expect(text(cards()[0] as Message)).toMatch(/Acknowledged by @bea, \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  });

  it('is from then on a reply in its first thread, and no new root message', async () => {
    const again = await ask();
    expect(again.threadTs).toBe(first.ts);
    expect(roots(stage, here)).toHaveLength(1);
    expect(text(again)).toContain('acknowledged');
    await reply(stage, first, /@ann \*Leak: payments is leaking.*, nothing new\*/);
    await told(stage, { channel: here }, /is known .*acknowledged by @bea.*runs in its thread/);
  });

  it('is resolved when the service was fixed and two checks did not find it', async () => {
    await payments.setFixed(true);
    await askUntilResolved(4);
    await reply(stage, first, /Not found: .*, 1 check in a row now; after 2 it counts as resolved/);
    await reply(stage, first, /@ann \*Healthy: [\s\S]*Resolved: .*, 2 checks in a row did not find it/);
    expect(roots(stage, here)).toHaveLength(1);
  });

  it('is back, loudly, when the leaking version is deployed again', async () => {
    await payments.setFixed(false);
    const back = await ask();
    expect(back.threadTs).toBeUndefined();
    expect(roots(stage, here)).toHaveLength(2);
    expect(text(back)).toMatch(/\*payments\*: \*leak\*, \*back after it was resolved\*/);
    const regressed = await reply(
      stage,
      back,
      /@ann \*Regressed: payments is leaking .* again, after it was resolved\*/,
    );
    expect(text(regressed)).toMatch(
      /Back: `.*` was resolved .*, when 2 checks in a row had not found it; acknowledged before by @bea/,
    );
    await reply(stage, first, /\*Back:\* `.*`, regressed/);
  });

  it('is silenced with a reason that the next report repeats, without an alarm', async () => {
    const { workspace } = stage;
    const at = cards().at(-1) as Message;
    const blocks = at.blocks.filter(({ block_id }) =>
      String(block_id).startsWith('leakcheck.incident.buttons.'),
    );
    for (const block of blocks) {
      await workspace.click({
        user: 'bea',
        channel: here,
        ts: at.ts,
        actionId: 'leakcheck.incident.silence',
        blockId: String(block.block_id),
      });
      const modal = await workspace.waitFor(() => workspace.modals('bea')[0]);
      await workspace.submitView({
        user: 'bea',
        viewId: modal.id,
        values: { 'leakcheck.reason_text': 'replaced next week' },
      });
      await workspace.waitFor(() => workspace.modals('bea').length === 0);
    }
    await shown(at, /Silenced by @bea, .*: “replaced next week”/);
    const calm = await ask();
    expect(text(calm)).toMatch(/\*payments\*: leak, no alarm · .*silenced/);
    await reply(stage, calm, /@ann \*No alarm: all that grows in payments is silenced as no leak\*/);
    await reply(stage, calm, /Silenced by @bea: `.*`, “replaced next week”/);
  });

  it('moves to a new root message, which says why, when its channel was archived', async () => {
    const at = await pressAll('ann', 'unsilence');
    // All of its leaks: the first that is open again has the button before the last has.
    await shown(at, /^(?![\s\S]*Undo “Not a leak”)[\s\S]*\[ Acknowledge \]/);
    await acknowledgeAll('ann');
    stage.workspace.archive(here);
    await ask(places.catalog);
    const there = await root(stage, places.catalog);
    await answer(stage, places.catalog, there.ts);
    await reply(
      stage,
      there,
      /Somebody archived the channel of the first thread of `.*`, so this thread takes the place of it\./,
    );
    const next = await ask(places.catalog);
    expect(next.threadTs).toBe(there.ts);
  });
});
