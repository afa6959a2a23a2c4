import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../integration/fixtures/private-redis.ts';
import {
  answer,
  checkId,
  openStage,
  places,
  reply,
  root,
  roots,
  type Stage,
  told,
} from './fixtures/stage.ts';
import { serve, startWatched } from './fixtures/targets.ts';

/** What people type, and what they are told when it cannot be done: nothing is queued, nothing appears in the channel. */
let redis: PrivateRedis;
let stage: Stage;
let watched: Awaited<ReturnType<typeof startWatched>>;
let hanging: Awaited<ReturnType<typeof serve>>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  redis = await startPrivateRedis();
  closing.push(() => redis.remove());
  watched = await startWatched({ service: 'payments', replica: 'payments-1' });
  hanging = await serve(() => undefined);
  const orders = await startWatched({ service: 'orders', replica: 'orders-1' });
  const catalog = await startWatched({ service: 'catalog', replica: 'catalog-1' });
  closing.push(watched.stop, hanging.stop, orders.stop, catalog.stop);
  stage = await openStage({
    redisUrl: redis.url,
    services: {
      payments: { targets: { 'payments-1': watched.url, 'payments-2': hanging.url } },
      orders: {
        targets: { 'orders-1': orders.url },
        owner: { channel: places.oncall, label: 'Orders team' },
      },
      catalog: { targets: { 'catalog-1': catalog.url }, defaultWindow: '10s' },
      vault: { targets: { 'vault-1': catalog.url }, channels: [places.oncall] },
    },
  });
  closing.push(() => stage.close());
  await stage.start();
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const command = (text: string, channel: string = places.payments, user = 'ann') =>
  stage.workspace.runCommand({ user, channel, text });

async function nothingHappened(channel: string = places.payments): Promise<void> {
  expect(await stage.leftInRedis()).toEqual([]);
  expect(roots(stage, channel)).toEqual([]);
  expect(watched.asked).toEqual([]);
}

describe('a question that needs no check', () => {
  it.each([
    { text: 'help', says: /`\/leakcheck payments 5m` checks a service over a window \(`10s` to `24h`/ },
    { text: '', says: /`\/leakcheck cancel <id>` stops a running check/ },
    {
      text: 'list',
      says: /4 services.*[\s\S]*• \*orders\* · 1 replica · .*owner Orders team[\s\S]*\*vault\* · .*#payments-oncall/,
    },
    {
      text: 'status',
      says: /No check is running\.[\s\S]*Queue: 0 waiting, 0 delayed, 0 active · \d+ workers?/,
    },
    { text: 'history', says: /No check has ended yet[\s\S]*Next step: / },
    { text: 'history orders', says: /No check of \*orders\* has ended yet/ },
  ])('`/leakcheck $text` is answered to the person alone', async ({ text, says }) => {
    expect(await command(text, places.payments, 'bea')).toMatchObject({ ok: true });
    await told(stage, { user: 'bea', channel: places.payments }, says);
    await nothingHappened();
  });
});

describe('a question that cannot be done', () => {
  it.each([
    {
      text: 'paymnts 5m',
      says: /No service is named “paymnts”\. Did you mean `payments`\?[\s\S]*Next step: type `\/leakcheck payments`/,
    },
    {
      text: 'warehouse',
      says: /No service is named “warehouse”\. Known: `payments`, `orders`[\s\S]*Next step: /,
    },
    { text: 'payments 9s', says: /"9s" is too short\. Allowed: 10s to 24h[\s\S]*Next step: / },
    { text: 'payments 25h', says: /"25h" is too long\. Allowed: 10s to 24h[\s\S]*Next step: / },
    { text: 'payments soon', says: /"soon".* Allowed: 10s to 24h, for example 30s, 5m or 1h30m/ },
    { text: 'payments -5m', says: /"-5m".* Allowed: 10s to 24h/ },
    { text: 'payments 1e9s', says: /"1e9s".* Allowed: 10s to 24h/ },
    {
      text: 'vault 10s',
      says: /\*vault\* may not be checked from this channel[\s\S]*ask in #payments-oncall/,
    },
    { text: 'cancel', says: /`cancel` needs the id of a check[\s\S]*`\/leakcheck status`/ },
    { text: 'cancel abcdefgh', says: /No check `abcdefgh` is known[\s\S]*`\/leakcheck status`/ },
    { text: 'cancel <!channel>', says: /“!channel” is not the id of a check/ },
    {
      text: 'histroy',
      says: /“histroy” is neither a service nor a command[\s\S]*did you mean `\/leakcheck history`\?/,
    },
  ])('`/leakcheck $text` is answered with the next step, and nothing is queued', async ({ text, says }) => {
    const result = await command(text);
    expect(result).toMatchObject({ ok: true });
    await told(stage, { channel: places.payments }, says);
    await nothingHappened();
  });

  it('in a channel without the bot says how to invite it, and queues nothing', async () => {
    await command('payments 10s', places.outside);
    await told(stage, { channel: places.outside }, /not in this channel[\s\S]*`\/invite @leakcheck`/);
    await nothingHappened(places.outside);
    stage.workspace.invite(places.outside, 'ann');
    await command('payments 10s', places.outside);
    const started = await root({ workspace: stage.workspace }, places.outside);
    const { ts } = await stage.workspace.waitFor(() =>
      roots(stage, places.outside).find(({ text }) => text.startsWith('Checking')),
    );
    expect(started.channel).toBe(places.outside);
    const id = checkId(stage, await shownWithId(places.outside));
    await command(`cancel ${id}`, places.outside);
    await answer(stage, places.outside, ts);
    await vi.waitFor(async () => expect(await stage.leftInRedis()).toEqual([]), { timeout: 10_000 });
    watched.asked.length = 0;
  });
});

describe('checks that run', () => {
  let mentionedIn: string;

  it('start from a mention as from the command, and inside a thread answer in that thread', async () => {
    const { workspace } = stage;
    const { ts } = await workspace.say({ user: 'bea', channel: places.catalog, text: 'is it the catalog?' });
    mentionedIn = ts;
    await Promise.all([
      workspace.mention({ user: 'bea', channel: places.catalog, text: 'catalog', threadTs: ts }),
      workspace.mention({ user: 'ann', channel: places.orders, text: 'orders for 10s' }),
      command('payments 10s'),
    ]);
    await reply(
      stage,
      { channel: places.catalog, ts },
      /^leakcheck.*\nChecking \*catalog\* · 1 replica · 10s · asked by @bea/,
    );
    expect(text(await root(stage, places.orders))).toMatch(
      /Checking \*orders\* · 1 replica · 10s · asked by @ann/,
    );
    expect(text(await root(stage, places.payments))).toMatch(/Checking \*payments\* · 2 replicas · 10s/);
  });

  it('are not started twice: whoever asks again gets a link to the one that runs', async () => {
    const { ts } = await root(stage, places.payments);
    await command('payments 10s', places.payments, 'bea');
    const words =
      /\*payments\* is being checked over this window already.*[\s\S]*watch the running check \((http\S+)\)/;
    const said = await told(stage, { user: 'bea', channel: places.payments }, words);
    expect(said).toContain(ts.replace('.', ''));
    expect(roots(stage, places.payments)).toHaveLength(1);
  });

  it('are listed by status with a link, how far they are and how to cancel them', async () => {
    await stage.workspace.waitFor(() => text(roots(stage, places.payments)[0]).includes('captures done'));
    await command('status', places.oncall);
    const said = await told(stage, { channel: places.oncall }, /3 checks running/);
    expect(said).toMatch(
      /• orders \(http\S+\) · 10s · capturing \d of 5 · asked by @ann · cancel: `\/leakcheck cancel \w+`/,
    );
    expect(said).toMatch(/Queue: \d+ waiting, \d+ delayed, \d+ active · \d+ workers?/);
  });

  it('once cancelled ask nobody any more and leave no job, while others go on', async () => {
    const running = await root(stage, places.payments);
    const id = checkId(stage, await shownWithId(places.payments));
    await vi.waitFor(() => expect(watched.asked.length).toBeGreaterThan(0), { timeout: 10_000 });
    await vi.waitFor(() => expect(hanging.sockets.size).toBeGreaterThan(0), { timeout: 10_000 });
    await command(`cancel ${id}`, places.payments, 'bea');
    await told(
      stage,
      { user: 'bea', channel: places.payments },
      /is cancelled: nothing more is asked of its replicas/,
    );
    const { thread } = await answer(stage, places.payments, running.ts);
    expect(thread).toMatch(/\*payments\*: check \*cancelled\* by @bea · 10s · asked by @ann/);
    await vi.waitFor(() => expect(hanging.sockets.size).toBe(0), { timeout: 5_000 });
    const until = watched.asked.length;
    const keys = await stage.leftInRedis();
    expect(keys.filter((key) => key.includes(id) || key.includes('payments'))).toEqual([]);
    // The others' windows end later than this one would have.
    expect((await answer(stage, places.orders)).ending).toMatch(/leak|suspect/);
    expect(watched.asked).toHaveLength(until);
    expect(roots(stage, places.payments)).toHaveLength(1);
    expect(stage.workspace.replies(places.payments, running.ts)).toEqual([]);
    await command(`cancel ${id}`);
    await told(stage, { channel: places.payments }, /Nothing to cancel: check `\w+` was cancelled before/);
  });

  it('that were asked for inside a thread put everything into that thread', async () => {
    const at = { channel: places.catalog, ts: mentionedIn };
    const verdict = await reply(stage, at, /@bea \*(Healthy|Suspect|Inconclusive|Leak): catalog/);
    await reply(stage, at, /^leakcheck \(edited\)\n\*catalog\*: \*\w+\*/);
    await reply(stage, at, /\[file: report\.json/);
    expect(roots(stage, places.catalog)).toEqual([]);
    expect(verdict.threadTs).toBe(mentionedIn);
  });

  it('stand in the history with their verdict', async () => {
    await command('history', places.oncall);
    const all = await told(stage, { channel: places.oncall }, /\*Last checks\*, newest first/);
    expect(all).toMatch(/\*orders\* · 10s · \*(leak|suspect)\*, \d+ % · asked by @ann/);
    expect(all).toMatch(/\*payments\* · 10s · cancelled, no verdict/);
    await command('history catalog', places.oncall);
    const one = await told(stage, { channel: places.oncall }, /\*Last checks of catalog\*/);
    expect(one).not.toContain('*orders*');
    expect(await stage.leftInRedis()).toEqual([]);
  });
});

describe('while the queue is down', () => {
  it('everything that needs it says so with the next step, and a check posts nothing', async () => {
    const { workspace } = stage;
    const questions = ['payments 10s', 'status', 'cancel abcdefgh', 'history'];
    const before = workspace.ephemerals(places.payments).length;
    await redis.kill();
    const results = await Promise.all(questions.map((question) => command(question)));
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    const told = await workspace.waitFor(() => {
      const since = workspace.ephemerals(places.payments).slice(before);
      return since.length === questions.length ? since : undefined;
    });
    for (const message of told) {
      expect(text(message)).toMatch(
        /The queue of leakcheck cannot be reached, so nothing was queued and nothing changed\.[\s\S]*Next step: try again in a minute/,
      );
    }
    expect(roots(stage, places.payments)).toHaveLength(1);
  });

  it('asking again works once it is back', async () => {
    await redis.start();
    await vi.waitFor(
      async () => {
        await command('catalog 10s', places.oncall);
        expect(roots(stage, places.oncall).length).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 1_000 },
    );
    await command(`cancel ${checkId(stage, await shownWithId(places.oncall))}`, places.oncall);
    expect((await answer(stage, places.oncall)).ending).toBe('cancelled');
  });
});

/** The root message while it shows how to stop the check. */
function shownWithId(channel: string) {
  return stage.workspace.waitFor(() =>
    roots(stage, channel).find((message) => text(message).includes('To stop it')),
  );
}

function text(message: Parameters<Stage['workspace']['messageAsText']>[0] | undefined): string {
  return message === undefined ? '' : stage.workspace.messageAsText(message);
}
