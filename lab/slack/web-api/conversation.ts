import { type Args, requiredText } from '../args.ts';
import type { Channel } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import type { World } from '../world.ts';

/** The channel of a call, by id or name. A private channel that the bot is not in does not exist for it. */
export function visibleChannel(world: World, args: Args, argument = 'channel'): Channel {
  const wanted = requiredText(args, argument);
  const channel = findChannel(world, wanted);
  if (channel === undefined || (channel.isPrivate && !hasBot(world, channel))) {
    throw new SlackFailure('channel_not_found');
  }
  return channel;
}

/** A channel that the bot may write to; throws `channel_not_found`, `is_archived` or `not_in_channel`. */
export function writableChannel(world: World, args: Args, argument = 'channel'): Channel {
  const channel = visibleChannel(world, args, argument);
  if (channel.isArchived) throw new SlackFailure('is_archived');
  if (!hasBot(world, channel)) throw new SlackFailure('not_in_channel');
  return channel;
}

/** Slack has a scope for public channels and another for private ones: `channels:history`, `groups:history`. */
export function scopeByPrivacy(suffix: string): (world: World, args: Args) => string {
  return (world, args) => {
    const channel = typeof args.channel === 'string' ? findChannel(world, args.channel) : undefined;
    return `${channel?.isPrivate ? 'groups' : 'channels'}:${suffix}`;
  };
}

function findChannel(world: World, idOrName: string): Channel | undefined {
  const name = idOrName.replace(/^#/, '');
  return (
    world.store.channel(idOrName) ??
    world.store.channels().find((channel) => !channel.isDm && channel.name === name)
  );
}

function hasBot(world: World, channel: Channel): boolean {
  return channel.members.includes(world.setup.bot.userId);
}
