import { type Args, requiredText, textArg } from '../args.ts';
import { checkedBlocks, checkedMetadata, checkedText } from '../content.ts';
import type { Channel, Message } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import { messageJson, permalink } from '../wire.ts';
import type { World } from '../world.ts';
import { visibleChannel, writableChannel } from './conversation.ts';
import { type Methods, RateLimited } from './method.ts';

/** Slack's reference for chat.update: "the text field cannot exceed 4,000 characters", unlike a new message. */
const MAX_UPDATED_TEXT = 4_000;

export const chatMethods: Methods = {
  'chat.postMessage': { scope: 'chat:write', run: postMessage },
  'chat.update': { scope: 'chat:write', run: update },
  'chat.delete': { scope: 'chat:write', run: remove },
  'chat.postEphemeral': { scope: 'chat:write', run: postEphemeral },
  'chat.getPermalink': { run: getPermalink },
};

function postMessage(world: World, args: Args) {
  const channel = writableChannel(world, args);
  const { messagesPerSecond, messageBurst } = world.setup.limits;
  limit(world, `post:${channel.id}`, messagesPerSecond, messageBurst);
  const metadata = checkedMetadata(args);
  const message: Message = {
    ...newMessage(world, args, channel),
    ...(metadata === undefined ? {} : { metadata }),
  };
  world.store.putMessage(message);
  return { channel: channel.id, ts: message.ts, message: messageJson(world, message, true) };
}

function update(world: World, args: Args) {
  const channel = visibleChannel(world, args);
  const message = ownMessage(world, args, channel, 'cant_update_message');
  limit(world, 'update', world.setup.limits.updatesPerMinute / 60, world.setup.limits.updatesPerMinute);
  const text = checkedText(args, 'text', MAX_UPDATED_TEXT);
  const blocks = checkedBlocks(world, args);
  const metadata = checkedMetadata(args);
  if (text === undefined && blocks === undefined) throw new SlackFailure('no_text');
  const updated: Message = {
    ...message,
    text: text ?? message.text,
    // Slack keeps the blocks of a message that is updated without any.
    blocks: blocks ?? message.blocks,
    ...(metadata === undefined ? {} : { metadata }),
    editedTs: world.nextTs(),
  };
  world.store.putMessage(updated);
  return {
    channel: channel.id,
    ts: updated.ts,
    text: updated.text,
    message: messageJson(world, updated, true),
  };
}

function remove(world: World, args: Args) {
  const channel = visibleChannel(world, args);
  const message = ownMessage(world, args, channel, 'cant_delete_message');
  world.store.deleteMessage(channel.id, message.ts);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral(world: World, args: Args) {
  const channel = writableChannel(world, args);
  const user = requiredText(args, 'user');
  if (world.store.user(user) === undefined) throw new SlackFailure('user_not_found');
  if (!channel.members.includes(user)) throw new SlackFailure('user_not_in_channel');
  const message: Message = { ...newMessage(world, args, channel), ephemeralTo: user };
  world.store.putMessage(message);
  return { message_ts: message.ts };
}

function getPermalink(world: World, args: Args) {
  const channel = visibleChannel(world, args);
  const message = world.store.message(channel.id, requiredText(args, 'message_ts'));
  if (message === undefined) throw new SlackFailure('message_not_found');
  return { channel: channel.id, permalink: permalink(world, message) };
}

function newMessage(world: World, args: Args, channel: Channel): Message {
  const text = checkedText(args, 'text');
  const blocks = checkedBlocks(world, args) ?? [];
  if ((text === undefined || text === '') && blocks.length === 0) throw new SlackFailure('no_text');
  const threadTs = threadRoot(world, channel, textArg(args, 'thread_ts'));
  return {
    ts: world.nextTs(),
    channel: channel.id,
    user: world.setup.bot.userId,
    text: text ?? '',
    blocks,
    files: [],
    ...(threadTs === undefined ? {} : { threadTs }),
  };
}

/** A reply hangs on a root message that is there; throws SlackFailure `thread_not_found`. */
export function threadRoot(world: World, channel: Channel, threadTs: string | undefined): string | undefined {
  if (threadTs === undefined || threadTs === '') return undefined;
  const root = world.store.message(channel.id, threadTs);
  if (root === undefined || root.ephemeralTo !== undefined) throw new SlackFailure('thread_not_found');
  if (root.threadTs !== undefined) throw new SlackFailure('cannot_reply_to_message');
  return threadTs;
}

function ownMessage(world: World, args: Args, channel: Channel, code: string): Message {
  const message = world.store.message(channel.id, requiredText(args, 'ts'));
  if (message === undefined || message.ephemeralTo !== undefined) throw new SlackFailure('message_not_found');
  if (message.user !== world.setup.bot.userId) throw new SlackFailure(code);
  return message;
}

function limit(world: World, key: string, perSecond: number, burst: number): void {
  const waitSeconds = world.takeToken(key, { perSecond, burst });
  if (waitSeconds > 0) throw new RateLimited(waitSeconds);
}
