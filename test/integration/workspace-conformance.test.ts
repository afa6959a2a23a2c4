import { WebClient } from '@slack/web-api';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEAST_SCOPES } from '../../lab/slack/options.ts';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';

/**
 * A second opinion on the Web API: the same calls go to the workspace and to the `emulate` package, which others maintain.
 * Whatever the package answers, the workspace answers too, with values of the same kind.
 */
const BOT_TOKEN = 'xoxb-conformance';
const SCOPES = ['channels:history', 'channels:read', 'users:read', 'files:read'];

/** Telephone numbers, pictures and moods of people: nothing that an app which checks services reads. */
const NOT_KEPT = '.user.profile.';

interface Side {
  readonly client: WebClient;
  readonly channel: string;
  readonly user: string;
}

let workspace: Workspace;
let emulator: Emulator;
let ours: Side;
let theirs: Side;

beforeAll(async () => {
  workspace = await startWorkspace({
    bot: { scopes: [...LEAST_SCOPES, ...SCOPES] },
    limits: { messageBurst: 100 },
  });
  emulator = await createEmulator({
    service: 'slack',
    seed: {
      tokens: { [BOT_TOKEN]: { login: 'leakcheck', scopes: [] } },
      slack: {
        users: [{ name: 'ann' }, { name: 'leakcheck', is_bot: true }],
        channels: [{ name: 'orders' }],
        bots: [{ name: 'leakcheck' }],
      },
    },
  });
  const client = new WebClient(BOT_TOKEN, { slackApiUrl: `${emulator.url}/api/` });
  const { channels } = await client.conversations.list();
  const { members } = await client.users.list({});
  theirs = {
    client,
    channel: String(channels?.find((channel) => channel.name === 'orders')?.id),
    user: String(members?.find((member) => member.name === 'ann')?.id),
  };
  ours = {
    client: new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl }),
    channel: workspace.channel('orders').id,
    user: workspace.user('ann').id,
  };
});

afterAll(async () => {
  await workspace.close();
  await emulator.close();
});

describe('the workspace answers what emulate answers', () => {
  const post = ({ client, channel }: Side) => client.chat.postMessage({ channel, text: 'hello' });
  const thread = async (side: Side) => {
    const root = await post(side);
    await side.client.chat.postMessage({ channel: side.channel, text: 'reply', thread_ts: String(root.ts) });
    return String(root.ts);
  };

  it.each<{ name: string; call: (side: Side) => Promise<unknown> }>([
    { name: 'auth.test', call: ({ client }) => client.auth.test() },
    { name: 'chat.postMessage', call: post },
    {
      name: 'chat.update',
      call: async (side) => {
        const { ts } = await post(side);
        return side.client.chat.update({ channel: side.channel, ts: String(ts), text: 'edited' });
      },
    },
    {
      name: 'chat.delete',
      call: async (side) => {
        const { ts } = await post(side);
        return side.client.chat.delete({ channel: side.channel, ts: String(ts) });
      },
    },
    {
      name: 'chat.postEphemeral',
      call: ({ client, channel, user }) => client.chat.postEphemeral({ channel, user, text: 'psst' }),
    },
    {
      name: 'conversations.replies',
      call: async (side) =>
        side.client.conversations.replies({ channel: side.channel, ts: await thread(side) }),
    },
    { name: 'conversations.info', call: ({ client, channel }) => client.conversations.info({ channel }) },
    { name: 'users.info', call: ({ client, user }) => client.users.info({ user }) },
    {
      name: 'files.getUploadURLExternal',
      call: ({ client }) => client.files.getUploadURLExternal({ filename: 'a.txt', length: 1 }),
    },
    {
      name: 'views.publish',
      call: ({ client, user }) =>
        client.views.publish({ user_id: user, view: { type: 'home', blocks: [{ type: 'divider' }] } }),
    },
  ])('$name', async ({ call }) => {
    const gaps = missing(await call(theirs), await call(ours));
    expect(gaps.filter((path) => !path.startsWith(NOT_KEPT))).toEqual([]);
  });

  it.each<{ name: string; call: (side: Side) => Promise<unknown> }>([
    {
      name: 'an unknown channel',
      call: ({ client }) => client.chat.postMessage({ channel: 'C0', text: 'x' }),
    },
    { name: 'no text', call: ({ client, channel }) => client.chat.postMessage({ channel, text: '' }) },
    {
      name: 'an unknown message',
      call: ({ client, channel }) => client.chat.update({ channel, ts: '1.000000', text: 'x' }),
    },
    { name: 'an unknown file', call: ({ client }) => client.files.info({ file: 'F0' }) },
    { name: 'an unknown user', call: ({ client }) => client.users.info({ user: 'U0' }) },
  ])('and refuses as it does: $name', async ({ call }) => {
    const refusal = (side: Side) =>
      call(side).then(String, (error: { data: { error: string } }) => error.data.error);
    expect(await refusal(ours)).toBe(await refusal(theirs));
  });
});

/** Paths of what the other answer holds and ours does not, or holds as another kind of value. */
function missing(theirAnswer: unknown, ourAnswer: unknown, path = ''): string[] {
  if (Array.isArray(theirAnswer)) {
    if (!Array.isArray(ourAnswer)) return [path];
    return theirAnswer.length === 0 ? [] : missing(theirAnswer[0], ourAnswer[0], `${path}[0]`);
  }
  if (typeof theirAnswer !== 'object' || theirAnswer === null) {
    return kind(theirAnswer) === kind(ourAnswer)
      ? []
      : [`${path}: ${kind(theirAnswer)}, ours ${kind(ourAnswer)}`];
  }
  if (typeof ourAnswer !== 'object' || ourAnswer === null) return [path];
  return Object.entries(theirAnswer).flatMap(([key, value]) =>
    missing(value, Reflect.get(ourAnswer, key), `${path}.${key}`),
  );
}

function kind(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
