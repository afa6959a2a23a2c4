import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEAST_SCOPES } from '../../../lab/slack/options.ts';
import { startWorkspace, type Workspace } from '../../../lab/slack/workspace.ts';

let workspace: Workspace;
let client: WebClient;
let channel: string;
let rootTs: string;

beforeAll(async () => {
  const scopes = [...LEAST_SCOPES, 'channels:history', 'files:read', 'usergroups:read', 'reactions:write'];
  workspace = await startWorkspace({ bot: { scopes }, limits: { messageBurst: 100 } });
  client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
  channel = workspace.channel('orders').id;
  const metadata = { event_type: 'leakcheck_root', event_payload: { check: 'c1' } };
  const root = await client.chat.postMessage({ channel, text: 'root', metadata });
  rootTs = String(root.ts);
  for (const text of ['one', 'two', 'three']) {
    await client.chat.postMessage({ channel, text, thread_ts: rootTs });
  }
  await client.chat.postEphemeral({
    channel,
    user: workspace.user('ann').id,
    text: 'psst',
    thread_ts: rootTs,
  });
});

afterAll(() => workspace.close());

describe('the history', () => {
  it('holds root messages with their replies counted, and nothing ephemeral', async () => {
    const { messages } = await client.conversations.history({ channel });
    expect(messages).toMatchObject([{ ts: rootTs, text: 'root', reply_count: 3, thread_ts: rootTs }]);
  });

  it.each([
    { asked: true, expected: { event_type: 'leakcheck_root', event_payload: { check: 'c1' } } },
    { asked: false, expected: undefined },
  ])('carries metadata when asked for it: $asked', async ({ asked, expected }) => {
    const { messages } = await client.conversations.history({ channel, include_all_metadata: asked });
    expect(messages?.[0]?.metadata).toEqual(expected);
  });

  it('gives a thread root first, page by page', async () => {
    const texts: string[] = [];
    let cursor = '';
    do {
      const page = await client.conversations.replies({
        channel,
        ts: rootTs,
        limit: 3,
        ...(cursor === '' ? {} : { cursor }),
      });
      texts.push(...(page.messages ?? []).map((message) => String(message.text)));
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    expect(texts).toEqual(['root', 'one', 'two', 'three']);
  });

  it('is cut by time: oldest and latest, inclusive when asked', async () => {
    const [, one, two] = (await client.conversations.replies({ channel, ts: rootTs })).messages ?? [];
    const range = { channel, ts: rootTs, oldest: String(one?.ts), latest: String(two?.ts) };
    const texts = async (inclusive: boolean) =>
      (await client.conversations.replies({ ...range, inclusive })).messages?.map((message) => message.text);
    expect(await texts(true)).toEqual(['one', 'two']);
    expect(await texts(false)).toEqual([]);
  });
});

describe('a message', () => {
  it('keeps its blocks when it is edited without any, and loses them to an empty list', async () => {
    const blocks = [{ type: 'divider' }];
    const { ts } = await client.chat.postMessage({
      channel: workspace.channel('catalog').id,
      text: 'a',
      blocks,
    });
    const edit = { channel: workspace.channel('catalog').id, ts: String(ts) };
    await client.chat.update({ ...edit, text: 'b' });
    expect(workspace.messages('catalog')[0]).toMatchObject({ text: 'b', blocks });
    await client.chat.update({ ...edit, text: 'c', blocks: [] });
    expect(workspace.messages('catalog')[0]).toMatchObject({ text: 'c', blocks: [] });
  });

  it('has an address that the page opens at its thread', async () => {
    const [reply] = workspace.replies('orders', rootTs);
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: String(reply?.ts) });
    const response = await fetch(String(permalink), { redirect: 'manual' });
    expect(response.headers.get('location')).toBe(`/#${channel}/${rootTs}/${reply?.ts}`);
  });

  it('reads as text the way a person sees it', async () => {
    const ann = workspace.user('ann').id;
    const [group] = workspace.userGroups();
    const { ts } = await client.chat.postMessage({
      channel: workspace.channel('platform-core').id,
      text: 'for phones',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'payments leaks' } },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: `<@${ann}> &lt;ledger&gt; <https://x.example/a|docs> <!subteam^${group?.id}>`,
          },
          fields: [{ type: 'mrkdwn', text: '*Heap* +1 MB/min' }],
        },
        { type: 'image', image_url: 'http://127.0.0.1/a.png', alt_text: 'Live heap rises' },
        { type: 'divider' },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Re-run' } },
            { type: 'button', action_id: 'b', text: { type: 'plain_text', text: 'Escalate' } },
          ],
        },
        {
          type: 'table',
          rows: [
            [
              { type: 'raw_text', text: 'replica' },
              { type: 'raw_number', value: 3 },
            ],
          ],
        },
      ] as never,
    });
    expect(workspace.threadAsText('platform-core', String(ts))).toBe(
      [
        'leakcheck',
        'payments leaks',
        '@ann <ledger> docs (https://x.example/a) @payments-team',
        '*Heap* +1 MB/min',
        '[image: Live heap rises]',
        '───',
        '[ Re-run ] [ Escalate ]',
        'replica | 3',
      ].join('\n'),
    );
  });
});

describe('user groups', () => {
  it('are listed with their members', async () => {
    const { usergroups } = await client.usergroups.list();
    expect(usergroups).toMatchObject([
      { handle: 'payments-team', users: [workspace.user('ann').id, workspace.user('bea').id] },
    ]);
  });
});

describe('a file', () => {
  it('is told by files.info where it was shared once it is processed', async () => {
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: rootTs,
      filename: 'a.txt',
      content: 'hello',
    });
    const reply = await workspace.waitFor((w) =>
      w.replies('orders', rootTs).find((each) => each.files.length > 0),
    );
    const { file } = await client.files.info({ file: String(reply.files[0]) });
    expect(file).toMatchObject({
      name: 'a.txt',
      mimetype: 'text/plain',
      shares: { public: { [channel]: [{ ts: reply.ts, thread_ts: rootTs }] } },
    });
    const bytes = await fetch(String(file?.url_private_download));
    expect(await bytes.text()).toBe('hello');
    expect(bytes.headers.get('content-disposition')).toContain('attachment');
  });

  it('of another length than announced is refused by the upload address', async () => {
    const { upload_url: url } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 10 });
    const response = await fetch(String(url), { method: 'POST', body: 'short' });
    expect(response.status).toBe(400);
  });
});

describe('the Home tab', () => {
  it('is published for one person, and again in its place', async () => {
    const publish = (text: string) =>
      client.views.publish({
        user_id: workspace.user('ann').id,
        view: { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text } }] },
      });
    const first = await publish('one');
    const second = await publish('two');
    expect(second.view?.id).toBe(first.view?.id);
    expect(JSON.stringify(workspace.home('ann')?.content.blocks)).toContain('two');
    expect(workspace.home('bea')).toBeUndefined();
  });

  it('is not published over one that is newer than the app thinks', async () => {
    const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
    const user_id = workspace.user('cleo').id;
    const { view: first } = await client.views.publish({ user_id, view });
    const publish = () => client.views.publish({ user_id, view, hash: String(first?.hash) });
    await expect(publish()).resolves.toMatchObject({ ok: true });
    await expect(publish()).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
  });
});
