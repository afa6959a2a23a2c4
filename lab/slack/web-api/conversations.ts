import { type Args, flagArg, requiredText, textArg } from '../args.ts';
import type { Message } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import { channelJson, messageJson, repliesTo } from '../wire.ts';
import type { World } from '../world.ts';
import { scopeByPrivacy, visibleChannel, writableChannel } from './conversation.ts';
import type { Methods } from './method.ts';

export const conversationMethods: Methods = {
  'conversations.history': { scope: scopeByPrivacy('history'), run: history },
  'conversations.replies': { scope: scopeByPrivacy('history'), run: replies },
  'conversations.info': {
    scope: scopeByPrivacy('read'),
    run: (world, args) => ({
      channel: channelJson(visibleChannel(world, args), world.setup.bot.userId),
    }),
  },
  'conversations.members': {
    scope: scopeByPrivacy('read'),
    run: (world, args) => ({
      members: [...visibleChannel(world, args).members],
      response_metadata: { next_cursor: '' },
    }),
  },
};

/** Root messages, newest first. */
function history(world: World, args: Args) {
  const channel = writableChannel(world, args);
  const roots = world.store
    .messages(channel.id)
    .filter((message) => message.threadTs === undefined && message.ephemeralTo === undefined)
    .reverse();
  return page(world, args, roots);
}

/** A thread, root first. */
function replies(world: World, args: Args) {
  const channel = writableChannel(world, args);
  const asked = world.store.message(channel.id, requiredText(args, 'ts'));
  if (asked === undefined || asked.ephemeralTo !== undefined) throw new SlackFailure('thread_not_found');
  const root = asked.threadTs === undefined ? asked : world.store.message(channel.id, asked.threadTs);
  if (root === undefined) throw new SlackFailure('thread_not_found');
  return page(world, args, [root, ...repliesTo(world, channel.id, root.ts)]);
}

function page(world: World, args: Args, messages: readonly Message[]) {
  const wanted = messages.filter((message) => isWithin(args, message.ts));
  const size = Math.min(Math.max(Number(textArg(args, 'limit') ?? 100), 1), 999);
  const start = cursorStart(textArg(args, 'cursor'));
  const end = start + size;
  const hasMore = end < wanted.length;
  return {
    messages: wanted
      .slice(start, end)
      .map((message) => messageJson(world, message, flagArg(args, 'include_all_metadata'))),
    has_more: hasMore,
    response_metadata: { next_cursor: hasMore ? Buffer.from(`start:${end}`).toString('base64') : '' },
  };
}

function isWithin(args: Args, ts: string): boolean {
  const oldest = Number(textArg(args, 'oldest') ?? 0);
  const latest = Number(textArg(args, 'latest') ?? Number.POSITIVE_INFINITY);
  const at = Number(ts);
  return flagArg(args, 'inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
}

function cursorStart(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  const start = /^start:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (start === undefined) throw new SlackFailure('invalid_cursor');
  return Number(start);
}
