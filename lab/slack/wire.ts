import type { Channel, Json, Message, SlackFile, User, View } from './model.ts';
import type { World } from './world.ts';

type JsonObject = { [key: string]: Json };

/** A message as the Web API and interaction payloads carry it; metadata only where it was asked for. */
export function messageJson(world: World, message: Message, withMetadata = false): JsonObject {
  const { bot, team } = world.setup;
  const isBot = message.user === bot.userId;
  return {
    type: 'message',
    ...(message.files.length > 0 ? { subtype: 'file_share', upload: false } : {}),
    user: message.user,
    ...(isBot ? { bot_id: bot.botId, app_id: bot.appId } : {}),
    ...(message.clientMsgId === undefined ? {} : { client_msg_id: message.clientMsgId }),
    team: team.id,
    text: message.text,
    ts: message.ts,
    ...(message.blocks.length > 0 ? { blocks: [...message.blocks] } : {}),
    ...(message.attachments === undefined ? {} : { attachments: [...message.attachments] }),
    ...(message.files.length > 0 ? { files: filesJson(world, message.files) } : {}),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.reactions === undefined ? {} : { reactions: reactionsJson(message.reactions) }),
    ...threadJson(world, message),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

/** The replies that everyone sees to a root message, oldest first. */
export function repliesTo(world: World, channel: string, ts: string): Message[] {
  return world.store
    .messages(channel)
    .filter((message) => message.threadTs === ts && message.ephemeralTo === undefined);
}

export function fileJson(world: World, file: SlackFile): JsonObject {
  const url = `${world.baseUrl()}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const head = {
    id: file.id,
    created: Math.floor(file.createdMs / 1000),
    timestamp: Math.floor(file.createdMs / 1000),
    name: file.name,
    title: file.title,
    user: file.user,
    user_team: world.setup.team.id,
    size: file.bytes.length,
    mode: 'hosted',
    file_access: 'visible',
  };
  // Until Slack has processed an upload, its kind and where it was shared are not known yet.
  if (file.state !== 'ready') return { ...head, mimetype: '', filetype: '', pretty_type: '', shares: {} };
  return {
    ...head,
    mimetype: file.mimetype,
    filetype: extension(file.name),
    pretty_type: extension(file.name).toUpperCase(),
    is_external: false,
    is_public: true,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
    url_private: url,
    url_private_download: `${url}?download=1`,
    permalink: url,
    channels: file.shares.map((share) => share.channel),
    shares: sharesJson(world, file),
  };
}

export function channelJson(channel: Channel, botUserId: string): JsonObject {
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created: 0,
    creator: channel.members[0] ?? '',
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    last_read: '0000000000.000000',
    is_open: true,
    is_mpim: false,
    is_channel: !channel.isPrivate && !channel.isDm,
    is_group: channel.isPrivate && !channel.isDm,
    is_im: channel.isDm,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: channel.members.includes(botUserId),
    num_members: channel.members.length,
  };
}

export function userJson(user: User, teamId: string): JsonObject {
  return {
    id: user.id,
    team_id: teamId,
    name: user.name,
    real_name: user.realName,
    is_bot: user.isBot,
    is_admin: false,
    deleted: false,
    tz: 'Etc/UTC',
    profile: { real_name: user.realName, display_name: user.name },
  };
}

export function viewJson(world: World, view: View): JsonObject {
  const { bot, team } = world.setup;
  return {
    id: view.id,
    team_id: team.id,
    app_id: bot.appId,
    bot_id: bot.botId,
    app_installed_team_id: team.id,
    title: null,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    blocks: [...view.content.blocks],
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
    state: { values: {} },
  };
}

/** The page's address of a message; in a thread it names the thread too, as Slack's do. */
export function permalink(world: World, message: Message): string {
  const path = `${world.baseUrl()}/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  return message.threadTs === undefined
    ? path
    : `${path}?thread_ts=${message.threadTs}&cid=${message.channel}`;
}

export function extension(name: string): string {
  return /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? 'binary';
}

function threadJson(world: World, message: Message): JsonObject {
  if (message.threadTs !== undefined) {
    const parent = world.store.message(message.channel, message.threadTs);
    return {
      thread_ts: message.threadTs,
      ...(parent === undefined ? {} : { parent_user_id: parent.user }),
    };
  }
  const replies = repliesTo(world, message.channel, message.ts);
  const last = replies.at(-1);
  if (last === undefined) return {};
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: last.ts,
    reply_users: users,
    is_locked: false,
    subscribed: false,
  };
}

function filesJson(world: World, ids: readonly string[]): Json[] {
  return ids.flatMap((id) => {
    const file = world.store.file(id);
    return file === undefined ? [] : [fileJson(world, file)];
  });
}

function sharesJson(world: World, file: SlackFile): JsonObject {
  const shares: { public: { [id: string]: Json[] }; private: { [id: string]: Json[] } } = {
    public: {},
    private: {},
  };
  for (const share of file.shares) {
    const kind = world.store.channel(share.channel)?.isPrivate ? shares.private : shares.public;
    const threadTs = world.store.message(share.channel, share.ts)?.threadTs;
    kind[share.channel] = [
      ...(kind[share.channel] ?? []),
      { ts: share.ts, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) },
    ];
  }
  return shares;
}

function reactionsJson(reactions: NonNullable<Message['reactions']>): Json[] {
  return reactions.map(({ name, users }) => ({ name, users: [...users], count: users.length }));
}
