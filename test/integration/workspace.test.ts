import type { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { boltApp } from '../lab/slack/bolt-app.ts';

/** An unchanged Bolt app in Socket Mode against the local workspace, over real HTTP and a real WebSocket. */
let workspace: Workspace;
let app: App;

beforeEach(async () => {
  workspace = await startWorkspace({ limits: { ackTimeoutMs: 400, messageBurst: 100 } });
  app = boltApp(workspace);
});

afterEach(async () => {
  // Bolt asks who it is as soon as it is made, whether it is started or not.
  await workspace.waitFor((w) => w.calls('auth.test').length > 0);
  await app.stop();
  await workspace.close();
});

const inOrders = { user: 'ann', channel: 'orders' } as const;

describe('a slash command', () => {
  it('reaches the app, is acked, and its message and thread appear', async () => {
    app.command('/leakcheck', async ({ ack, command, client }) => {
      await ack();
      const root = await client.chat.postMessage({
        channel: command.channel_id,
        text: `Checking ${command.text} for <@${command.user_id}>`,
      });
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'a reply',
        thread_ts: String(root.ts),
      });
    });
    await app.start();
    const result = await workspace.runCommand({ ...inOrders, text: 'payments 5m' });
    expect(result).toMatchObject({ ok: true, ackMs: expect.any(Number) });
    const root = await workspace.waitFor((w) => w.messages('orders')[0]);
    await workspace.waitFor((w) => w.replies('orders', root.ts).length === 1);
    expect(workspace.threadAsText('orders', root.ts)).toBe(
      'leakcheck\nChecking payments 5m for @ann\n\n  leakcheck\n  a reply',
    );
  });

  it('shows what the ack carries to the person alone', async () => {
    app.command('/leakcheck', ({ ack }) => ack({ text: 'no such service' }));
    await app.start();
    await workspace.runCommand({ ...inOrders, text: 'paymnts 5m' });
    expect(workspace.ephemerals('orders', 'ann').map((message) => message.text)).toEqual(['no such service']);
    expect(workspace.ephemerals('orders', 'bea')).toEqual([]);
    expect(workspace.messages('orders')).toEqual([]);
  });

  it.each([
    { name: 'no app is connected', isConnected: false, error: 'dispatch_failed' },
    { name: 'the app never acks', isConnected: true, error: 'operation_timeout' },
  ])('tells the person when $name', async ({ isConnected, error }) => {
    if (isConnected) await app.start();
    const result = await workspace.runCommand({ ...inOrders, text: 'help' });
    expect(result).toEqual({ ok: false, error });
    expect(workspace.ephemerals('orders', 'ann').at(-1)?.text).toContain(error);
  });

  it('is refused in a thread, as Slack refuses it', async () => {
    await app.start();
    const result = await workspace.runCommand({
      ...inOrders,
      text: 'payments 5m',
      threadTs: '1700000000.000100',
    });
    expect(result).toEqual({ ok: false, error: 'not_in_threads' });
    expect(workspace.envelopes()).toEqual([]);
  });
});

describe('a mention', () => {
  it('carries the text, and the thread that it was written in', async () => {
    const heard: unknown[] = [];
    app.event('app_mention', async ({ event, say }) => {
      heard.push({ text: event.text, user: event.user, thread: event.thread_ts });
      await say({ text: 'on it', thread_ts: event.thread_ts ?? event.ts });
    });
    await app.start();
    const bot = workspace.user('leakcheck').id;
    const first = await workspace.mention({ ...inOrders, text: 'payments 5m' });
    expect(first.delivery).toMatchObject({ ok: true });
    await workspace.waitFor((w) => w.replies('orders', first.ts).length === 1);
    await workspace.mention({ user: 'bea', channel: 'orders', text: 'status', threadTs: first.ts });
    await workspace.waitFor((w) => w.replies('orders', first.ts).length === 3);
    expect(heard).toEqual([
      { text: `<@${bot}> payments 5m`, user: workspace.user('ann').id, thread: undefined },
      { text: `<@${bot}> status`, user: workspace.user('bea').id, thread: first.ts },
    ]);
  });

  it('does not reach an app that is not in the channel, and says how to invite it', async () => {
    await app.start();
    const { delivery } = await workspace.mention({ user: 'ann', channel: 'random', text: 'payments 5m' });
    expect(delivery).toBeUndefined();
    expect(workspace.ephemerals('random', 'ann')[0]?.text).toContain('/invite @leakcheck');
  });

  it('comes again with the same event id until it is acked', async () => {
    const heard: string[] = [];
    app.use(async ({ body, next }) => {
      heard.push('event_id' in body ? String(body.event_id) : 'none');
      await next();
    });
    app.event('app_mention', async () => undefined);
    await app.start();
    workspace.faults.add({ method: 'events_api', kind: 'unheard' });
    const { delivery } = await workspace.mention({ ...inOrders, text: 'payments 5m' });
    expect(delivery).toMatchObject({ ok: true });
    expect(heard).toHaveLength(2);
    expect(new Set(heard).size).toBe(1);
    expect(workspace.envelopes().map((envelope) => envelope.retryAttempt)).toEqual([0, 1]);
  });
});

describe('buttons and modals', () => {
  const blocks = [
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'leakcheck.escalate',
          text: { type: 'plain_text', text: 'Escalate' },
          value: 'check-1',
        },
      ],
    },
  ];
  const modal = {
    type: 'modal' as const,
    callback_id: 'leakcheck.escalate',
    private_metadata: 'check-1',
    title: { type: 'plain_text' as const, text: 'Escalate' },
    submit: { type: 'plain_text' as const, text: 'Tell them' },
    blocks: [
      {
        type: 'input' as const,
        block_id: 'note',
        label: { type: 'plain_text' as const, text: 'Note' },
        element: { type: 'plain_text_input' as const, action_id: 'text' },
      },
    ],
  };

  it('a press opens a modal, whose errors are shown and whose values arrive', async () => {
    const notes: unknown[] = [];
    app.action('leakcheck.escalate', async ({ ack, body, client }) => {
      await ack();
      if (body.type === 'block_actions')
        await client.views.open({ trigger_id: body.trigger_id, view: modal });
    });
    app.view('leakcheck.escalate', async ({ ack, view }) => {
      const note = view.state.values.note?.text?.value;
      notes.push([view.private_metadata, note]);
      if (note === 'x') await ack({ response_action: 'errors', errors: { note: 'Say more.' } });
      else await ack();
    });
    await app.start();
    const client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
    const { ts } = await client.chat.postMessage({
      channel: workspace.channel('orders').id,
      text: 'report',
      blocks,
    });
    await workspace.click({ user: 'bea', channel: 'orders', ts: String(ts), actionId: 'leakcheck.escalate' });
    const view = await workspace.waitFor((w) => w.modals('bea')[0]);
    expect(workspace.modals('ann')).toEqual([]);

    const send = (values: Record<string, string>) =>
      workspace.submitView({ user: 'bea', viewId: view.id, values });
    expect(await send({})).toEqual({
      ok: false,
      errors: { note: 'Please complete this required field.' },
    });
    expect(await send({ note: 'x' })).toEqual({ ok: false, errors: { note: 'Say more.' } });
    expect(await send({ note: 'it grows since noon' })).toMatchObject({ ok: true, closed: true });
    expect(workspace.modals('bea')).toEqual([]);
    expect(notes).toEqual([
      ['check-1', 'x'],
      ['check-1', 'it grows since noon'],
    ]);
  });

  it('a response_url replaces the message, five times and no more', async () => {
    const outcomes: string[] = [];
    app.action('leakcheck.escalate', async ({ ack, respond, body }) => {
      await ack();
      for (let use = 1; use <= 6; use++) {
        await respond({ replace_original: true, text: `pressed by <@${body.user.id}> (${use})`, blocks: [] })
          .then(() => outcomes.push('ok'))
          .catch((error: Error) => outcomes.push(error.message));
      }
    });
    await app.start();
    const client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
    const { ts } = await client.chat.postMessage({
      channel: workspace.channel('orders').id,
      text: 'report',
      blocks,
    });
    await workspace.click({ ...inOrders, ts: String(ts), actionId: 'leakcheck.escalate' });
    await workspace.waitFor((w) => w.calls('response_url').length === 6);
    await workspace.waitFor((w) => w.messages('orders')[0]?.text.endsWith('(5)'));
    expect(workspace.calls('response_url').map((call) => call.outcome)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'used_url',
    ]);
    expect(workspace.messages('orders')).toHaveLength(1);
  });
});

describe('uploads', () => {
  it('several files land in one reply of the thread, with their alt texts', async () => {
    await app.start();
    const channel = workspace.channel('orders').id;
    const root = await app.client.chat.postMessage({ channel, text: 'report' });
    await app.client.filesUploadV2({
      channel_id: channel,
      thread_ts: String(root.ts),
      initial_comment: 'charts',
      file_uploads: [
        { file: Buffer.from('png bytes'), filename: 'heap.png', alt_text: 'Live heap rises' },
        { file: Buffer.from('profile'), filename: 'base.pb.gz' },
      ],
    });
    const reply = await workspace.waitFor((w) => w.replies('orders', String(root.ts))[0]);
    const files = reply.files.map((id) => workspace.file(id));
    expect(files.map((file) => [file?.name, file?.bytes.toString()])).toEqual([
      ['heap.png', 'png bytes'],
      ['base.pb.gz', 'profile'],
    ]);
    expect(workspace.messageAsText(reply)).toBe(
      'leakcheck\ncharts\n[image: Live heap rises]\n[file: base.pb.gz, 7 B]',
    );
  });

  it('an image block that names a file too early is refused, and accepted once it is processed', async () => {
    const client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
    const channel = workspace.channel('orders').id;
    const { file_id: id, upload_url: url } = await client.files.getUploadURLExternal({
      filename: 'heap.png',
      length: 3,
    });
    await fetch(String(url), { method: 'POST', body: 'png' });
    await client.files.completeUploadExternal({ files: [{ id: String(id) }] });
    const post = () =>
      client.chat.postMessage({
        channel,
        text: 'chart',
        blocks: [{ type: 'image', alt_text: 'chart', slack_file: { id: String(id) } }],
      });
    await expect(post()).rejects.toThrow('invalid_blocks');
    await workspace.waitFor((w) => w.file(String(id))?.state === 'ready');
    await expect(post()).resolves.toMatchObject({ ok: true });
  });
});

describe('faults to order', () => {
  const post = (client: WebClient) =>
    client.chat.postMessage({ channel: workspace.channel('orders').id, text: 'hello' });

  it.each([
    { kind: '500', when: 'before', posted: 0, says: /500/ },
    { kind: '500', when: 'after', posted: 1, says: /500/ },
    { kind: 'reset', when: 'before', posted: 0, says: /request error/i },
    { kind: 'reset', when: 'after', posted: 1, says: /request error/i },
    { kind: 'slow', when: 'after', posted: 1, says: /request error/i },
    { kind: '429', when: 'before', posted: 0, says: /rate/i },
  ] as const)('$kind $when the effect leaves $posted message', async ({ kind, when, posted, says }) => {
    const client = new WebClient(workspace.botToken, {
      slackApiUrl: workspace.apiUrl,
      retryConfig: { retries: 0 },
      timeout: 300,
      rejectRateLimitedCalls: true,
    });
    workspace.faults.add({ method: 'chat.postMessage', kind, when, delayMs: 1000 });
    await expect(post(client)).rejects.toThrow(says);
    expect(workspace.messages('orders')).toHaveLength(posted);
    await expect(post(client)).resolves.toMatchObject({ ok: true });
  });

  it('the client that retries blindly after a lost answer posts twice', async () => {
    const client = new WebClient(workspace.botToken, {
      slackApiUrl: workspace.apiUrl,
      retryConfig: { retries: 1, minTimeout: 1 },
    });
    workspace.faults.add({ method: 'chat.postMessage', kind: '500', when: 'after' });
    await post(client);
    expect(workspace.messages('orders')).toHaveLength(2);
  });

  it('a duplicate delivery runs the listener twice with one trigger id', async () => {
    const heard: string[] = [];
    app.command('/leakcheck', async ({ ack, command }) => {
      heard.push(command.trigger_id);
      await ack();
    });
    await app.start();
    workspace.faults.add({ method: 'slash_commands', kind: 'duplicate' });
    await workspace.runCommand({ ...inOrders, text: 'payments 5m' });
    await workspace.waitFor((w) => w.envelopes().every((envelope) => envelope.ackMs !== undefined));
    expect(heard).toHaveLength(2);
    expect(new Set(heard).size).toBe(1);
    expect(new Set(workspace.envelopes().map((envelope) => envelope.envelopeId)).size).toBe(2);
  });

  it('are ordered over HTTP too', async () => {
    const ordered = await fetch(`${workspace.url}/lab/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'chat.update', kind: 'slow', times: 2 }),
    });
    expect(ordered.status).toBe(200);
    expect(workspace.faults.list()).toMatchObject([{ method: 'chat.update', kind: 'slow', times: 2 }]);
  });
});

describe('sockets', () => {
  it('share the payloads between them, and a refreshed client comes back', async () => {
    const second = boltApp(workspace);
    const heard = { first: 0, second: 0 };
    app.command('/leakcheck', async ({ ack }) => {
      heard.first += 1;
      await ack();
    });
    second.command('/leakcheck', async ({ ack }) => {
      heard.second += 1;
      await ack();
    });
    await app.start();
    await second.start();
    for (let index = 0; index < 4; index++) await workspace.runCommand({ ...inOrders, text: 'status' });
    expect(heard).toEqual({ first: 2, second: 2 });
    await second.stop();
    await workspace.waitFor((w) => w.connected() === 1);
    workspace.refresh();
    await workspace.waitFor((w) => w.connected() === 0);
    await workspace.waitFor((w) => w.connected() === 1, { timeoutMs: 15_000 });
    expect(await workspace.runCommand({ ...inOrders, text: 'status' })).toMatchObject({ ok: true });
  });
});
