import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkspace, type Workspace } from '../../../lab/slack/workspace.ts';

/** One test for each of Slack's limits: exactly the limit is accepted, one more is refused with Slack's own code. */
let workspace: Workspace;

beforeAll(async () => {
  workspace = await startWorkspace({
    limits: { messagesPerSecond: 1000, messageBurst: 1000, triggerLifeMs: 60_000 },
  });
});

afterAll(() => workspace.close());

const letters = (count: number) => 'x'.repeat(count);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more });
const actions = (elements: object[]) => ({ type: 'actions', elements });
const image = (altText: string) => ({
  type: 'image',
  image_url: 'http://127.0.0.1/a.png',
  alt_text: altText,
});
const markdown = (text: string) => ({ type: 'markdown', text });
const table = (rows: number, cells: number) => ({
  type: 'table',
  rows: times(rows, () => times(cells, () => ({ type: 'raw_text', text: 'x' }))),
});

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly [key: string]: unknown;
}

async function call(method: string, args: object): Promise<Answer> {
  const response = await fetch(`${workspace.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${workspace.botToken}` },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Answer;
}

const post = (args: object) =>
  call('chat.postMessage', { channel: workspace.channel('orders').id, text: 'hi', ...args });
const postBlocks = (blocks: object[]) => post({ blocks });

describe('a message', () => {
  it.each([
    {
      name: '40,000 characters of text',
      max: 40_000,
      send: (n: number) => post({ text: letters(n) }),
      code: 'msg_too_long',
    },
    {
      name: '50 blocks',
      max: 50,
      send: (n: number) => postBlocks(times(n, () => ({ type: 'divider' }))),
      code: 'invalid_blocks',
    },
    {
      name: '3,000 characters in a section',
      max: 3000,
      send: (n: number) => postBlocks([section(letters(n))]),
      code: 'invalid_blocks',
    },
    {
      name: '10 fields in a section',
      max: 10,
      send: (n: number) => postBlocks([{ type: 'section', fields: times(n, () => mrkdwn('x')) }]),
      code: 'invalid_blocks',
    },
    {
      name: '2,000 characters in a field',
      max: 2000,
      send: (n: number) => postBlocks([{ type: 'section', fields: [mrkdwn(letters(n))] }]),
      code: 'invalid_blocks',
    },
    {
      name: '150 characters in a header',
      max: 150,
      send: (n: number) => postBlocks([{ type: 'header', text: plain(letters(n)) }]),
      code: 'invalid_blocks',
    },
    {
      name: '10 elements in a context',
      max: 10,
      send: (n: number) => postBlocks([{ type: 'context', elements: times(n, () => mrkdwn('x')) }]),
      code: 'invalid_blocks',
    },
    {
      name: '25 elements in actions',
      max: 25,
      send: (n: number) => postBlocks([actions(times(n, () => button()))]),
      code: 'invalid_blocks',
    },
    {
      name: '75 characters on a button',
      max: 75,
      send: (n: number) => postBlocks([actions([button({ text: plain(letters(n)) })])]),
      code: 'invalid_blocks',
    },
    {
      name: '2,000 characters in a button value',
      max: 2000,
      send: (n: number) => postBlocks([actions([button({ value: letters(n) })])]),
      code: 'invalid_blocks',
    },
    {
      name: '255 characters in an action id',
      max: 255,
      send: (n: number) => postBlocks([actions([button({ action_id: letters(n) })])]),
      code: 'invalid_blocks',
    },
    {
      name: '255 characters in a block id',
      max: 255,
      send: (n: number) => postBlocks([{ type: 'divider', block_id: letters(n) }]),
      code: 'invalid_blocks',
    },
    {
      name: '2,000 characters of alt text',
      max: 2000,
      send: (n: number) => postBlocks([image(letters(n))]),
      code: 'invalid_blocks',
    },
    {
      name: '12,000 characters in a markdown block',
      max: 12_000,
      send: (n: number) => postBlocks([markdown(letters(n))]),
      code: 'invalid_blocks',
    },
    {
      name: '12,000 characters in all markdown blocks',
      max: 12_000,
      send: (n: number) => postBlocks([markdown(letters(n - 5)), markdown(letters(5))]),
      code: 'msg_blocks_too_long',
    },
    {
      name: '100 rows in a table',
      max: 100,
      send: (n: number) => postBlocks([table(n, 20)]),
      code: 'invalid_blocks',
    },
    {
      name: '20 cells in a row',
      max: 20,
      send: (n: number) => postBlocks([table(100, n)]),
      code: 'invalid_blocks',
    },
    {
      name: '13,200 characters in all blocks',
      max: 13_200,
      send: (n: number) =>
        postBlocks([...times(4, () => section(letters(3000))), section(letters(n - 12_000))]),
      code: 'msg_blocks_too_long',
    },
    {
      name: '8,000 characters of metadata',
      max: 8000,
      send: (n: number) => {
        const metadata = (text: string) => ({ event_type: 'leakcheck', event_payload: { text } });
        return post({ metadata: metadata(letters(n - JSON.stringify(metadata('')).length)) });
      },
      code: 'metadata_too_large',
    },
  ])('takes $name and not one more', async ({ max, send, code }) => {
    expect(await send(max)).toMatchObject({ ok: true });
    expect(await send(max + 1)).toMatchObject({ ok: false, error: code });
  });

  it('is refused in the words of Slack, with the place', async () => {
    const answer = await postBlocks([section('fine'), section(letters(3001))]);
    expect(answer.errors).toEqual(['must be less than 3001 characters [json-pointer:/blocks/1/text/text]']);
    expect(answer.response_metadata).toEqual({
      messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
    });
  });

  it.each([
    {
      what: 'an image without alt text',
      blocks: [{ type: 'image', image_url: 'http://127.0.0.1/a.png' }],
      says: 'missing required field',
    },
    {
      what: 'an unknown block type',
      blocks: [{ type: 'data_visualization' }],
      says: 'unsupported type: data_visualization',
    },
    { what: 'a header in mrkdwn', blocks: [{ type: 'header', text: mrkdwn('x') }], says: 'plain_text' },
    {
      what: 'a field that Slack does not know',
      blocks: [{ type: 'divider', colour: 'red' }],
      says: 'invalid additional property: colour',
    },
    {
      what: 'a block id used twice',
      blocks: [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      says: 'already used',
    },
    { what: 'an empty section', blocks: [{ type: 'section' }], says: 'missing required field' },
    { what: 'empty text', blocks: [section('')], says: 'must be more than 0 characters' },
  ])('with $what is refused', async ({ blocks, says }) => {
    const answer = await postBlocks(blocks);
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(JSON.stringify(answer.errors)).toContain(says);
  });

  it.each([
    {
      what: 'blocks that are no list',
      args: { blocks: '{"type":"divider"}' },
      code: 'invalid_blocks_format',
    },
    { what: 'blocks that are no JSON', args: { blocks: '[' }, code: 'invalid_blocks_format' },
    { what: 'neither text nor blocks', args: { text: '' }, code: 'no_text' },
    {
      what: 'metadata without a payload',
      args: { metadata: { event_type: 'x' } },
      code: 'invalid_metadata_format',
    },
    {
      what: 'a thread that is not there',
      args: { thread_ts: '1700000000.000100' },
      code: 'thread_not_found',
    },
  ])('with $what is refused', async ({ args, code }) => {
    expect(await post(args)).toMatchObject({ ok: false, error: code });
  });

  it('that is edited takes 4,000 characters of text and not one more', async () => {
    const { ts } = await post({ text: 'first' });
    const update = (n: number) =>
      call('chat.update', { channel: workspace.channel('orders').id, ts, text: letters(n) });
    expect(await update(4000)).toMatchObject({ ok: true });
    expect(await update(4001)).toMatchObject({ ok: false, error: 'msg_too_long' });
  });
});

describe('a modal', () => {
  const view = (more: object) => ({
    type: 'modal',
    title: plain('Escalate'),
    blocks: [{ type: 'divider' }],
    ...more,
  });

  async function open(more: object): Promise<Answer> {
    const trigger = await newTrigger();
    return call('views.open', { trigger_id: trigger, view: view(more) });
  }

  it.each([
    {
      name: '100 blocks',
      max: 100,
      view: (n: number) => ({ blocks: times(n, () => ({ type: 'divider' })) }),
    },
    { name: '24 characters of title', max: 24, view: (n: number) => ({ title: plain(letters(n)) }) },
    { name: '24 characters on submit', max: 24, view: (n: number) => ({ submit: plain(letters(n)) }) },
    { name: '24 characters on close', max: 24, view: (n: number) => ({ close: plain(letters(n)) }) },
    {
      name: '3,000 characters of private metadata',
      max: 3000,
      view: (n: number) => ({ private_metadata: letters(n) }),
    },
    { name: '255 characters of callback id', max: 255, view: (n: number) => ({ callback_id: letters(n) }) },
  ])('takes $name and not one more', async ({ max, view: more }) => {
    expect(await open(more(max))).toMatchObject({ ok: true });
    const refused = await open(more(max + 1));
    expect(refused).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(JSON.stringify(refused.response_metadata)).toMatch(/\[ERROR\] .* \[json-pointer:\/view\//);
  });

  it('opens once for each trigger', async () => {
    const trigger = await newTrigger();
    const openIt = () => call('views.open', { trigger_id: trigger, view: view({}) });
    expect(await openIt()).toMatchObject({ ok: true });
    expect(await openIt()).toMatchObject({ ok: false, error: 'exchanged_trigger_id' });
  });

  it('with an input needs a submit button', async () => {
    const input = { type: 'input', label: plain('Note'), element: { type: 'plain_text_input' } };
    expect(await open({ blocks: [input] })).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(await open({ blocks: [input], submit: plain('Send') })).toMatchObject({ ok: true });
  });
});

describe('the Home tab', () => {
  const publish = (more: object) =>
    call('views.publish', {
      user_id: workspace.user('ann').id,
      view: { type: 'home', blocks: [{ type: 'divider' }], ...more },
    });

  it('takes 100 blocks and not one more', async () => {
    const blocks = (n: number) => ({ blocks: times(n, () => ({ type: 'divider' })) });
    expect(await publish(blocks(100))).toMatchObject({ ok: true });
    expect(await publish(blocks(101))).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  it.each([
    { name: 'a title', more: { title: plain('Home') } },
    { name: 'a submit button', more: { submit: plain('Send') } },
    { name: 'a table', more: { blocks: [table(1, 1)] } },
    { name: 'a markdown block', more: { blocks: [markdown('x')] } },
    {
      name: 'the same block id twice',
      more: { blocks: times(2, () => ({ type: 'divider', block_id: 'a' })) },
    },
  ])('takes no $name', async ({ more }) => {
    expect(await publish(more)).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  it.each([
    { filter: { include: ['public', 'private'] }, isOk: true },
    { filter: { exclude_bot_users: true }, isOk: true },
    { filter: {}, isOk: false },
    { filter: { include: [] }, isOk: false },
    { filter: { include: ['everything'] }, isOk: false },
  ])('lets conversations be filtered by $filter: $isOk', async ({ filter, isOk }) => {
    const select = { type: 'conversations_select', action_id: 'where', filter };
    expect((await publish({ blocks: [actions([select])] })).ok).toBe(isOk);
  });
});

describe('the rate', () => {
  it('of messages in one channel is one a second after a burst; other channels go on', async () => {
    const limited = await startWorkspace({ limits: { messagesPerSecond: 1, messageBurst: 3 } });
    try {
      const client = new WebClient(limited.botToken, {
        slackApiUrl: limited.apiUrl,
        rejectRateLimitedCalls: true,
        retryConfig: { retries: 0 },
      });
      const send = (name: string) =>
        client.chat.postMessage({ channel: limited.channel(name).id, text: 'hi' });
      for (const _ of times(3, () => 0)) await send('orders');
      await expect(send('orders')).rejects.toMatchObject({ retryAfter: 1 });
      await expect(send('catalog')).resolves.toMatchObject({ ok: true });
      expect(limited.messages('orders')).toHaveLength(3);
    } finally {
      await limited.close();
    }
  });
});

/** What a person's press of a button gives the app that listens on a socket: a trigger id. */
async function newTrigger(): Promise<string> {
  const { ts } = await post({ blocks: [actions([button({ action_id: 'open' })])] });
  const socket = await connected();
  const triggerId = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data)) as {
        envelope_id?: string;
        payload?: { trigger_id: string };
      };
      if (id === undefined || payload === undefined) return;
      socket.send(JSON.stringify({ envelope_id: id }));
      resolve(payload.trigger_id);
    });
  });
  await workspace.click({ user: 'ann', channel: 'orders', ts: String(ts), actionId: 'open' });
  socket.close();
  await workspace.waitFor((w) => w.connected() === 0);
  return triggerId;
}

async function connected(): Promise<WebSocket> {
  const client = new WebClient(workspace.appToken, { slackApiUrl: workspace.apiUrl });
  const { url } = await client.apps.connections.open();
  const socket = new WebSocket(String(url));
  await workspace.waitFor((w) => w.connected() === 1);
  return socket;
}
