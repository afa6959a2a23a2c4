import type { Json, Message } from '../model.ts';
import type { Delivery, SocketMode } from '../socket-mode.ts';
import { messageJson } from '../wire.ts';
import type { World } from '../world.ts';
import { channelNamed, payloadHead, userNamed } from './actor.ts';
import { elementState, elementsOf, type Placed } from './element.ts';

export interface ClickInput {
  readonly user: string;
  readonly channel: string;
  /** The message's ts. */
  readonly ts: string;
  readonly actionId: string;
  /** Needed only where two blocks hold the same action. */
  readonly blockId?: string;
  /** For a select or an overflow menu: the value of the chosen option. */
  readonly value?: string;
}

/** A person presses a button or chooses from a menu; throws when it is not there for them to press. */
export function click(world: World, sockets: SocketMode, input: ClickInput): Promise<Delivery> {
  const user = userNamed(world, input.user);
  const channel = channelNamed(world, input.channel);
  const message = world.store.message(channel.id, input.ts);
  if (message === undefined || (message.ephemeralTo !== undefined && message.ephemeralTo !== user.id)) {
    throw new Error(`No message ${input.ts} in #${channel.name} that @${user.name} can see`);
  }
  const placed = pressed(message, input);
  const responseToken = world.responseUrls.issue({
    user: user.id,
    channel: channel.id,
    originalTs: message.ts,
  });
  return sockets.deliver('interactive', {
    type: 'block_actions',
    ...payloadHead(world, user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.ephemeralTo !== undefined,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: world.triggers.issue({ user: user.id }),
    channel: { id: channel.id, name: channel.isDm ? 'directmessage' : channel.name },
    // Slack does not send the message along when it is ephemeral.
    ...(message.ephemeralTo === undefined ? { message: messageJson(world, message, true) } : {}),
    state: { values: stateValues(message, placed, input.value) },
    response_url: `${world.baseUrl()}/response/${responseToken}`,
    actions: [actionJson(world, placed, input.value)],
  });
}

/** The entry of `actions` for an element that was used. */
export function actionJson(world: World, { block, element }: Placed, value: string | undefined): Json {
  const head = { action_id: element.action_id, block_id: block.block_id, action_ts: world.nextTs() };
  if (element.type !== 'button') return { ...head, ...(elementState(element, value) as object) };
  return {
    ...head,
    type: 'button',
    text: element.text,
    ...(element.value === undefined ? {} : { value: element.value }),
    ...(element.style === undefined ? {} : { style: element.style }),
  };
}

function pressed(message: Message, input: ClickInput): Placed {
  const all = elementsOf(message.blocks);
  const found = all.find(
    ({ block, element }) =>
      element.action_id === input.actionId &&
      (input.blockId === undefined || block.block_id === input.blockId),
  );
  if (found !== undefined) return found;
  const ids = all.map(({ element }) => element.action_id).join(', ') || 'none';
  throw new Error(`No action "${input.actionId}" on message ${message.ts}; actions there: ${ids}`);
}

function stateValues(message: Message, placed: Placed, value: string | undefined): { [key: string]: Json } {
  const values: { [block: string]: { [action: string]: Json } } = {};
  for (const { block, element } of elementsOf(message.blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    const isPressed = block === placed.block && element.action_id === placed.element.action_id;
    values[block.block_id] = {
      ...values[block.block_id],
      [element.action_id]: elementState(element, isPressed ? value : undefined),
    };
  }
  return values;
}
