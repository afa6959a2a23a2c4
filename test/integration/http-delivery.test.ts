import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWorkspace } from '../../lab/slack/workspace.ts';
import { newCheckId } from '../../src/check/check-id.ts';
import { pressLogIn } from '../../src/check/press-log.ts';
import { identifyBot } from '../../src/notify/identify-bot.ts';
import { createSlackClient } from '../../src/notify/slack-client.ts';
import { createSlackPoster } from '../../src/notify/slack-poster.ts';
import { createSlackApp, startListening } from '../../src/slack/app.ts';
import {
  memoryIncidents,
  memoryLogger,
  memoryPostLog,
  memoryProfiles,
  memoryQueue,
  memoryStore,
  service,
} from '../check/memory-ports.ts';

const signingSecret = 'c0ffee'.repeat(6);
const channel = 'payments-oncall';

let workspace: Awaited<ReturnType<typeof startWorkspace>>;
let app: App;
let base: string;
let queue: ReturnType<typeof memoryQueue>;

beforeEach(async () => {
  workspace = await startWorkspace({ limits: { messageBurst: 100 } });
  queue = memoryQueue();
  const client = createSlackClient({ token: workspace.botToken, apiUrl: workspace.apiUrl, timeoutMs: 2_000 });
  const delivery = {
    kind: 'http',
    signingSecret,
    listen: { host: '127.0.0.1', port: await freePort() },
  } as const;
  const postLog = memoryPostLog();
  app = createSlackApp({
    services: [service()],
    store: memoryStore(),
    incidents: memoryIncidents(),
    queue,
    postLog,
    poster: createSlackPoster({ client }),
    profiles: memoryProfiles(),
    logger: memoryLogger(),
    clock: Date.now,
    presses: pressLogIn(postLog),
    newCheckId,
    escalations: [],
    token: workspace.botToken,
    delivery,
    apiUrl: workspace.apiUrl,
    bot: await identifyBot(client),
  });
  await startListening(app, delivery);
  base = `http://${delivery.listen.host}:${delivery.listen.port}`;
});

afterEach(async () => {
  await app.stop();
  await workspace.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

type Signed = { readonly body: string; readonly headers: Record<string, string> };

/** A slash command as Slack posts it. */
function command(text: string, of: { readonly secret?: string; readonly atMs?: number } = {}): Signed {
  const body = new URLSearchParams({
    command: '/leakcheck',
    text,
    trigger_id: `1.2.${Math.random()}`,
    user_id: workspace.user('ann').id,
    channel_id: workspace.channel(channel).id,
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

const roots = () => workspace.messages(channel).filter(({ text }) => text.includes('Checking'));

describe('the bot over HTTP', () => {
  it('starts a check on a signed command, once however often it is delivered', async () => {
    const asked = command('payments 5m');
    expect(await post(asked)).toBe(200);
    await vi.waitFor(() => expect(queue.added).toHaveLength(1), { timeout: 5_000 });
    // The same signed request once more, as whoever recorded it would send it.
    expect(await post(asked)).toBe(200);
    expect(await post(command('help'))).toBe(200);
    await vi.waitFor(
      () =>
        expect(
          workspace
            .ephemerals(channel, 'ann')
            .map(({ text }) => text)
            .join(),
        ).toContain('leakcheck'),
      { timeout: 5_000 },
    );
    expect(queue.added).toHaveLength(1);
    expect(roots()).toHaveLength(1);
  });

  it.each([
    ['another secret', () => command('payments 5m', { secret: 'deadbeef'.repeat(4) })],
    ['a time long ago', () => command('payments 5m', { atMs: Date.now() - 6 * 60_000 })],
    ['another body', () => ({ ...command('payments 5m'), body: 'command=%2Fleakcheck&text=orders' })],
    ['no signature', () => ({ ...command('payments 5m'), headers: {} })],
  ])('refuses a request with %s', async (_, asked) => {
    expect(await post(asked())).toBe(401);
    expect(queue.added).toEqual([]);
  });

  it('answers probes, and nothing else', async () => {
    expect(await (await fetch(`${base}/healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${base}/slack/events`)).status).toBe(404);
    expect(await post(command('payments 5m'), '/elsewhere')).toBe(404);
    expect(queue.added).toEqual([]);
  });
});
