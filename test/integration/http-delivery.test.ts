import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bot, startBot, stopBot } from './fixtures/bot.ts';
import { freePort } from './fixtures/private-redis.ts';

const signingSecret = 'c0ffee'.repeat(6);
const channel = 'payments-oncall';

let bot: Bot;
let base: string;

beforeEach(async () => {
  const listen = { host: '127.0.0.1', port: await freePort() };
  bot = await startBot({}, { kind: 'http', signingSecret, listen });
  base = `http://${listen.host}:${listen.port}`;
});

afterEach(() => stopBot(bot));

type Signed = { readonly body: string; readonly headers: Record<string, string> };

/** A slash command as Slack posts it. */
function command(text: string, of: { readonly secret?: string; readonly atMs?: number } = {}): Signed {
  const body = new URLSearchParams({
    command: '/leakcheck',
    text,
    trigger_id: `1.2.${Math.random()}`,
    user_id: bot.workspace.user('ann').id,
    channel_id: bot.workspace.channel(channel).id,
    team_id: 'T0LEAKLAB',
    response_url: 'http://127.0.0.1:1/response',
  }).toString();
  const timestamp = String(Math.floor((of.atMs ?? Date.now()) / 1_000));
  const hash = createHmac('sha256', of.secret ?? signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
    },
  };
}

async function post({ body, headers }: Signed, path = '/slack/events'): Promise<number> {
  const response = await fetch(`${base}${path}`, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return response.status;
}

const roots = () => bot.workspace.messages(channel).filter(({ text }) => text.includes('Checking'));

describe('the bot over HTTP', () => {
  it('starts a check on a signed command, once however often it is delivered', async () => {
    const asked = command('payments 5m');
    expect(await post(asked)).toBe(200);
    await vi.waitFor(() => expect(bot.queue.added).toHaveLength(1), { timeout: 5_000 });
    // The same signed request once more, as whoever recorded it would send it.
    expect(await post(asked)).toBe(200);
    expect(await post(command('help'))).toBe(200);
    await vi.waitFor(
      () =>
        expect(
          bot.workspace
            .ephemerals(channel, 'ann')
            .map(({ text }) => text)
            .join(),
        ).toContain('leakcheck'),
      { timeout: 5_000 },
    );
    expect(bot.queue.added).toHaveLength(1);
    expect(roots()).toHaveLength(1);
  });

  it.each([
    ['another secret', () => command('payments 5m', { secret: 'deadbeef'.repeat(4) })],
    ['a time long ago', () => command('payments 5m', { atMs: Date.now() - 6 * 60_000 })],
    ['another body', () => ({ ...command('payments 5m'), body: 'command=%2Fleakcheck&text=orders' })],
    ['no signature', () => ({ ...command('payments 5m'), headers: {} })],
  ])('refuses a request with %s', async (_, asked) => {
    expect(await post(asked())).toBe(401);
    expect(bot.queue.added).toEqual([]);
  });

  it('answers probes, and nothing else', async () => {
    expect(await (await fetch(`${base}/healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${base}/slack/events`)).status).toBe(404);
    expect(await post(command('payments 5m'), '/elsewhere')).toBe(404);
    expect(bot.queue.added).toEqual([]);
  });
});
