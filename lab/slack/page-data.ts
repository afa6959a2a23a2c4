import type { Channel, Json, Message, View } from './model.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Change } from './store.ts';
import { fileJson } from './wire.ts';
import type { World } from './world.ts';

type JsonObject = { [key: string]: Json };

/** What the page shows to one person: everything but what others alone may see. */
export function pageState(world: World, sockets: SocketMode, userId: string): JsonObject {
  const { store, setup } = world;
  const channels = store.channels().filter((channel) => mayRead(channel, userId));
  return {
    team: { ...setup.team },
    me: userId,
    bot: { userId: setup.bot.userId, name: setup.bot.name },
    commands: [...setup.commands],
    shortcuts: setup.shortcuts.map((each) => ({ ...each })),
    connected: sockets.connected(),
    switches: world.switches.list().map((each) => ({ ...each })),
    users: store.users().map((user) => ({ ...user })),
    groups: store.groups().map((group) => ({ ...group, users: [...group.users] })),
    channels: channels.map(channelOnPage),
    messages: channels.flatMap((channel) =>
      store
        .messages(channel.id)
        .filter((message) => isVisible(message, userId))
        .map((message) => messageOnPage(world, message)),
    ),
    views: store
      .views()
      .filter((view) => view.user === userId)
      .map(viewOnPage),
  };
}

/** A change as the page's event stream tells it to one person; undefined when it is none of theirs. */
export function pageChange(
  world: World,
  sockets: SocketMode,
  userId: string,
  change: Change,
): JsonObject | undefined {
  switch (change.kind) {
    case 'message': {
      const channel = world.store.channel(change.message.channel);
      const isTheirs = channel !== undefined && mayRead(channel, userId) && isVisible(change.message, userId);
      return isTheirs ? { kind: 'message', message: messageOnPage(world, change.message) } : undefined;
    }
    case 'deleted':
      return { kind: 'deleted', channel: change.channel, ts: change.ts };
    case 'channel':
      return mayRead(change.channel, userId)
        ? { kind: 'channel', channel: channelOnPage(change.channel) }
        : undefined;
    case 'view':
      return change.view.user === userId ? { kind: 'view', view: viewOnPage(change.view) } : undefined;
    case 'view_closed':
      return change.view.user === userId ? { kind: 'view_closed', id: change.view.id } : undefined;
    case 'switches':
      return { kind: 'switches', switches: world.switches.list().map((each) => ({ ...each })) };
    case 'sockets':
      return { kind: 'sockets', connected: sockets.connected() };
    default:
      return undefined;
  }
}

function mayRead(channel: Channel, userId: string): boolean {
  return !channel.isPrivate || channel.members.includes(userId);
}

function isVisible(message: Message, userId: string): boolean {
  return message.ephemeralTo === undefined || message.ephemeralTo === userId;
}

function channelOnPage(channel: Channel): JsonObject {
  return { ...channel, members: [...channel.members] };
}

function messageOnPage(world: World, message: Message): JsonObject {
  const files = message.files.flatMap((id) => {
    const file = world.store.file(id);
    return file === undefined ? [] : [fileJson(world, file)];
  });
  const reactions = (message.reactions ?? []).map((each) => ({ name: each.name, users: [...each.users] }));
  const attachments = [...(message.attachments ?? [])];
  return { ...message, blocks: [...message.blocks], attachments, files, reactions };
}

function viewOnPage(view: View): JsonObject {
  return { ...view, content: { ...view.content, blocks: [...view.content.blocks] } };
}
