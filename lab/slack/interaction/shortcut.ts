import type { Delivery, SocketMode } from '../socket-mode.ts';
import { messageJson } from '../wire.ts';
import type { World } from '../world.ts';
import { channelNamed, payloadHead, userNamed } from './actor.ts';

export interface MessageShortcutInput {
  readonly user: string;
  readonly channel: string;
  /** The message's ts. */
  readonly ts: string;
  readonly callbackId: string;
}

/** A person picks a shortcut from the menu of a message; throws for one that is not registered, or a message that they cannot see. */
export function useMessageShortcut(
  world: World,
  sockets: SocketMode,
  input: MessageShortcutInput,
): Promise<Delivery> {
  const user = userNamed(world, input.user);
  const channel = channelNamed(world, input.channel);
  const message = world.store.message(channel.id, input.ts);
  refuseUnregistered(world, 'message', input.callbackId);
  // Slack offers no shortcuts on messages that one person sees alone.
  if (message === undefined || message.ephemeralTo !== undefined) {
    throw new Error(`No message ${input.ts} in #${channel.name} with a menu`);
  }
  const token = world.responseUrls.issue({ user: user.id, channel: channel.id });
  return sockets.deliver('interactive', {
    type: 'message_action',
    ...payloadHead(world, user),
    action_ts: world.nextTs(),
    callback_id: input.callbackId,
    trigger_id: world.triggers.issue({ user: user.id }),
    response_url: `${world.baseUrl()}/response/${token}`,
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.isDm ? 'directmessage' : channel.name },
    message: messageJson(world, message),
  });
}

/** A person picks a shortcut from Slack's search or message box: it comes without channel and response_url. */
export function useGlobalShortcut(
  world: World,
  sockets: SocketMode,
  input: { readonly user: string; readonly callbackId: string },
): Promise<Delivery> {
  const user = userNamed(world, input.user);
  refuseUnregistered(world, 'global', input.callbackId);
  return sockets.deliver('interactive', {
    type: 'shortcut',
    ...payloadHead(world, user),
    action_ts: world.nextTs(),
    callback_id: input.callbackId,
    trigger_id: world.triggers.issue({ user: user.id }),
  });
}

function refuseUnregistered({ setup }: World, type: 'message' | 'global', callbackId: string): void {
  const known = setup.shortcuts.filter((each) => each.type === type);
  if (known.some((each) => each.callbackId === callbackId)) return;
  const ids = known.map((each) => each.callbackId).join(', ') || 'none';
  throw new Error(`No ${type} shortcut "${callbackId}" is registered; there are: ${ids}`);
}
