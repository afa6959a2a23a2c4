import { once } from 'node:events';
import type { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
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

describe('what the answer to a modal or press can do', () => {
  const view = (title: string, more: object = {}) => ({
    type: 'modal' as const,
    callback_id: 'steps',
    title: { type: 'plain_text' as const, text: title },
    submit: { type: 'plain_text' as const, text: 'Next' },
    blocks: [
      {
        type: 'actions' as const,
        elements: [
          { type: 'button' as const, action_id: 'more', text: { type: 'plain_text' as const, text: 'More' } },
        ],
      },
    ],
    ...more,
  });

  async function openModal(more: object = {}): Promise<string> {
    app.command('/leakcheck', async ({ ack, command, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: view('First', more) });
    });
    await app.start();
    await workspace.runCommand({ ...inOrders, text: 'escalate' });
    return (await workspace.waitFor((w) => w.modals('ann')[0])).id;
  }

  it('an update replaces the view, a push lies upon it, and clear closes all', async () => {
    const answers = [
      { response_action: 'update', view: view('Second') },
      { response_action: 'push', view: view('Third') },
      { response_action: 'clear' },
    ] as const;
    let step = 0;
    app.view('steps', ({ ack }) => ack(answers[step++]));
    const viewId = await openModal();
    const titles = () => workspace.modals('ann').map((modal) => modal.content.title);
    const first = await workspace.submitView({ user: 'ann', viewId });
    expect(first).toMatchObject({ ok: true, closed: false, viewId });
    expect(titles()).toMatchObject([{ text: 'Second' }]);
    await workspace.submitView({ user: 'ann', viewId });
    expect(titles()).toMatchObject([{ text: 'Second' }, { text: 'Third' }]);
    await workspace.submitView({ user: 'ann', viewId: String(workspace.modals('ann')[1]?.id) });
    expect(titles()).toEqual([]);
  });

  it('a press inside a modal updates it, and its close is told when asked for', async () => {
    const closed: string[] = [];
    app.action('more', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions' || body.view === undefined) return;
      await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: view('Pressed') });
    });
    app.view({ type: 'view_closed', callback_id: 'steps' }, async ({ ack, view: gone }) => {
      await ack();
      closed.push(gone.id);
    });
    const viewId = await openModal({ notify_on_close: true });
    await workspace.clickInView({ user: 'ann', viewId, actionId: 'more' });
    await workspace.waitFor((w) => Object(w.modals('ann')[0]?.content.title).text === 'Pressed');
    const client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
    await client.views.update({ view_id: viewId, view: view('Last', { notify_on_close: true }) });
    await workspace.closeView({ user: 'ann', viewId });
    expect(closed).toEqual([viewId]);
    expect(workspace.modals('ann')).toEqual([]);
  });

  it('a modal whose app does not answer stays open', async () => {
    const viewId = await openModal();
    expect(await workspace.submitView({ user: 'ann', viewId })).toEqual({
      ok: false,
      error: 'operation_timeout',
    });
    expect(workspace.modals('ann')).toHaveLength(1);
  });

  it('a response goes to the person, to the channel, or deletes what it answers', async () => {
    app.command('/leakcheck', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'to you' });
      await respond({ text: 'to all', response_type: 'in_channel' });
      await respond({
        text: 'press me',
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'gone', text: { type: 'plain_text', text: 'Dismiss' } }],
          },
        ],
      });
    });
    app.action('gone', async ({ ack, respond }) => {
      await ack();
      await respond({ delete_original: true });
    });
    await app.start();
    await workspace.runCommand({ ...inOrders, text: 'help' });
    const texts = (w: Workspace) => w.ephemerals('orders', 'ann').map((message) => message.text);
    await workspace.waitFor((w) => texts(w).length === 2);
    expect(workspace.messages('orders').map((message) => message.text)).toEqual(['to all']);
    const ts = String(workspace.ephemerals('orders')[1]?.ts);
    await workspace.click({ ...inOrders, ts, actionId: 'gone' });
    await workspace.waitFor((w) => texts(w).length === 1);
    expect(texts(workspace)).toEqual(['to you']);
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
  it('are ten at most: an eleventh is told so and closed, and one without a ticket is not let in', async () => {
    const client = new WebClient(workspace.appToken, { slackApiUrl: workspace.apiUrl });
    const open = async () => new WebSocket(String((await client.apps.connections.open()).url));
    const sockets = await Promise.all(Array.from({ length: 10 }, open));
    await workspace.waitFor((w) => w.connected() === 10);
    const eleventh = await open();
    const [told] = (await once(eleventh, 'message')) as [Buffer];
    expect(JSON.parse(String(told))).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    const [error] = (await once(new WebSocket(workspace.url.replace('http', 'ws')), 'error')) as [Error];
    expect(error.message).toContain('403');
    for (const socket of sockets) socket.close();
    await workspace.waitFor((w) => w.connected() === 0);
  });

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
