import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../lab/slack/workspace.ts';

/** Tokens, scopes and membership, refused as Slack refuses them. */
let workspace: Workspace;

beforeAll(async () => {
  workspace = await startWorkspace({
    channels: [
      { name: 'in' },
      { name: 'out', bot: false },
      { name: 'hidden', isPrivate: true, bot: false },
      { name: 'old', isArchived: true },
      { name: 'pair', isDm: true, members: ['ann', 'bea'] },
      { name: 'small', members: ['ann'] },
    ],
  });
});

afterAll(() => workspace.close());

async function call(method: string, args: Record<string, string>, token = workspace.botToken) {
  const response = await fetch(`${workspace.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  return { headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}

describe('a token', () => {
  it.each([
    { name: 'none', token: '', method: 'auth.test', error: 'not_authed' },
    { name: 'a wrong one', token: 'xoxb-wrong', method: 'auth.test', error: 'invalid_auth' },
  ])('$name gets $error', async ({ token, method, error }) => {
    expect((await call(method, {}, token)).body).toMatchObject({ ok: false, error });
  });

  it('of the app opens connections, and that of the bot does not', async () => {
    expect((await call('apps.connections.open', {}, workspace.appToken)).body).toMatchObject({ ok: true });
    expect((await call('apps.connections.open', {})).body).toMatchObject({
      ok: false,
      error: 'not_allowed_token_type',
    });
  });

  it('says its scopes in a header of auth.test', async () => {
    const { headers } = await call('auth.test', {});
    expect(headers.get('x-oauth-scopes')).toBe('commands,chat:write,files:write,app_mentions:read');
  });
});

describe('a scope that was not granted', () => {
  it.each([
    { method: 'conversations.history', channel: 'in', needed: 'channels:history' },
    { method: 'conversations.replies', channel: 'hidden', needed: 'groups:history' },
    { method: 'conversations.info', channel: 'in', needed: 'channels:read' },
    { method: 'files.info', channel: 'in', needed: 'files:read' },
    { method: 'usergroups.list', channel: 'in', needed: 'usergroups:read' },
    { method: 'users.info', channel: 'in', needed: 'users:read' },
    { method: 'reactions.add', channel: 'in', needed: 'reactions:write' },
  ])('$method needs $needed', async ({ method, channel, needed }) => {
    const { body } = await call(method, { channel: workspace.channel(channel).id });
    expect(body).toEqual({
      ok: false,
      error: 'missing_scope',
      needed,
      provided: 'commands,chat:write,files:write,app_mentions:read',
    });
  });
});

describe('a channel', () => {
  it.each([
    { name: 'out', error: 'not_in_channel' },
    { name: 'hidden', error: 'channel_not_found' },
    { name: 'pair', error: 'channel_not_found' },
    { name: 'old', error: 'is_archived' },
  ])('#$name refuses a message, an ephemeral message and an upload with $error', async ({ name, error }) => {
    const channel = workspace.channel(name).id;
    const user = workspace.user('ann').id;
    const refused = { ok: false, error };
    expect((await call('chat.postMessage', { channel, text: 'x' })).body).toMatchObject(refused);
    expect((await call('chat.postEphemeral', { channel, user, text: 'x' })).body).toMatchObject(refused);
    expect((await call('files.completeUploadExternal', await uploaded(channel))).body).toMatchObject(refused);
  });

  it('that is not there refuses with channel_not_found', async () => {
    expect((await call('chat.postMessage', { channel: 'C000', text: 'x' })).body).toMatchObject({
      error: 'channel_not_found',
    });
  });

  it('refuses an ephemeral message to somebody who is not in it', async () => {
    const args = { channel: workspace.channel('small').id, user: workspace.user('bea').id, text: 'x' };
    expect((await call('chat.postEphemeral', args)).body).toMatchObject({ error: 'user_not_in_channel' });
  });

  it('takes messages once the bot is invited, and no more once it is removed', async () => {
    const own = await startWorkspace({ channels: [{ name: 'later', bot: false }] });
    try {
      const post = async () => {
        const response = await fetch(`${own.apiUrl}chat.postMessage`, {
          method: 'POST',
          body: new URLSearchParams({
            token: own.botToken,
            channel: own.channel('later').id,
            text: 'x',
          }),
        });
        return (await response.json()) as unknown;
      };
      expect(await post()).toMatchObject({ error: 'not_in_channel' });
      own.invite('later');
      expect(await post()).toMatchObject({ ok: true });
      own.removeBot('later');
      expect(await post()).toMatchObject({ error: 'not_in_channel' });
    } finally {
      await own.close();
    }
  });
});

describe('the workspace', () => {
  it('does not know a method that it has not', async () => {
    expect((await call('admin.users.list', {})).body).toMatchObject({ error: 'unknown_method' });
  });

  it("edits and deletes the bot's messages only", async () => {
    const channel = workspace.channel('in').id;
    const { ts } = await workspace.say({ user: 'ann', channel: 'in', text: 'mine' });
    const edit = await call('chat.update', { channel, ts, text: 'x' });
    expect(edit.body).toMatchObject({ error: 'cant_update_message' });
    expect((await call('chat.delete', { channel, ts })).body).toMatchObject({ error: 'cant_delete_message' });
    const gone = await call('chat.update', { channel, ts: '1.000000', text: 'x' });
    expect(gone.body).toMatchObject({ error: 'message_not_found' });
  });

  it.each([
    { what: 'a foreign host', headers: { host: 'evil.example' } },
    { what: 'a page of another origin', headers: { origin: 'http://evil.example' } },
  ])('does not answer $what', async ({ headers }) => {
    expect(await statusOf(headers)).toBe(403);
  });
});

async function uploaded(channel: string): Promise<Record<string, string>> {
  const reserved = await call('files.getUploadURLExternal', { filename: 'a.txt', length: '1' });
  await fetch(String(reserved.body.upload_url), { method: 'POST', body: 'x' });
  return { channel_id: channel, files: JSON.stringify([{ id: reserved.body.file_id }]) };
}

/** Of the page, asked with headers that fetch would not send. */
function statusOf(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(workspace.url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
