import { randomUUID } from 'node:crypto';
import type { Json, Message } from '../model.ts';
import type { Delivery, SocketMode } from '../socket-mode.ts';
import type { World } from '../world.ts';
import { channelNamed, userNamed } from './actor.ts';
import { eventPayload } from './app-event.ts';
import { slackbotSays } from './slackbot.ts';

export interface SayInput {
  readonly user: string;
  readonly channel: string;
  /** As typed: `@leakcheck payments 5m` becomes a mention. */
  readonly text: string;
  readonly threadTs?: string;
}

export interface Said {
  readonly ts: string;
  /** How the mention reached the app; undefined when it was not mentioned or is not in the channel. */
  readonly delivery: Delivery | undefined;
}

/** A person writes a message. Resolves when the mention in it, if any, is acknowledged or given up. */
export async function say(world: World, sockets: SocketMode, input: SayInput): Promise<Said> {
  const user = userNamed(world, input.user);
  const channel = channelNamed(world, input.channel);
  const message: Message = {
    ts: world.nextTs(),
    channel: channel.id,
    user: user.id,
    text: withMentions(world, input.text),
    blocks: [],
    files: [],
    clientMsgId: randomUUID(),
    ...(input.threadTs === undefined ? {} : { threadTs: input.threadTs }),
  };
  world.store.putMessage(message);
  const { bot } = world.setup;
  if (!message.text.includes(`<@${bot.userId}>`)) return { ts: message.ts, delivery: undefined };
  if (!channel.members.includes(bot.userId)) {
    const notice = `You mentioned <@${bot.userId}>, but they're not in this channel. To add them, type \`/invite @${bot.name}\`.`;
    slackbotSays(world, { user: user.id, channel: channel.id, ...threadOf(input) }, notice);
    return { ts: message.ts, delivery: undefined };
  }
  return { ts: message.ts, delivery: await sockets.deliver('events_api', mentionPayload(world, message)) };
}

/** `/invite @leakcheck`: the bot becomes a member. */
export function invite(world: World, by: string, channelIdOrName: string): void {
  const channel = channelNamed(world, channelIdOrName);
  const { userId } = world.setup.bot;
  if (channel.members.includes(userId)) return;
  world.store.putChannel({ ...channel, members: [...channel.members, userId] });
  world.store.putMessage({
    ts: world.nextTs(),
    channel: channel.id,
    user: userId,
    text: `was added to #${channel.name} by <@${userNamed(world, by).id}>`,
    blocks: [],
    files: [],
  });
}

/** The bot is taken out of a channel: from now on it gets `not_in_channel` there. */
export function removeBot(world: World, channelIdOrName: string): void {
  const channel = channelNamed(world, channelIdOrName);
  const members = channel.members.filter((id) => id !== world.setup.bot.userId);
  world.store.putChannel({ ...channel, members });
}

/** A channel is archived: nobody writes there any more, and the bot gets `is_archived`. */
export function archive(world: World, channelIdOrName: string): void {
  world.store.putChannel({ ...channelNamed(world, channelIdOrName), isArchived: true });
}

/** Typed text as Slack stores it: escaped, with `@name` and `#channel` as references. */
function withMentions(world: World, typed: string): string {
  const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .replace(/&lt;@([UW][A-Z0-9]+)&gt;/g, '<@$1>')
    .replace(/(^|\s)@([\w.-]+)/g, (whole, before: string, name: string) => {
      const user = world.store.users().find((each) => each.name === name);
      if (user !== undefined) return `${before}<@${user.id}>`;
      const group = world.store.groups().find((each) => each.handle === name);
      return group === undefined ? whole : `${before}<!subteam^${group.id}>`;
    })
    .replace(/(^|\s)#([\w-]+)/g, (whole, before: string, name: string) => {
      const channel = world.store.channels().find((each) => each.name === name);
      return channel === undefined ? whole : `${before}<#${channel.id}>`;
    });
}

function mentionPayload(world: World, message: Message): Json {
  const root =
    message.threadTs === undefined ? undefined : world.store.message(message.channel, message.threadTs);
  return eventPayload(world, {
    type: 'app_mention',
    user: message.user,
    ts: message.ts,
    client_msg_id: message.clientMsgId,
    text: message.text,
    team: world.setup.team.id,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(root === undefined ? {} : { parent_user_id: root.user }),
    channel: message.channel,
    event_ts: message.ts,
  });
}

function threadOf(input: SayInput): { threadTs?: string } {
  return input.threadTs === undefined ? {} : { threadTs: input.threadTs };
}
