import { checkMessageBlocks } from '../blocks/check.ts';
import type { Json, Message } from '../model.ts';
import type { World } from '../world.ts';
import { channelNamed, userNamed } from './actor.ts';

export interface IntegrationInput {
  /** Who posts: another app's user. */
  readonly user: string;
  readonly channel: string;
  readonly text?: string;
  readonly blocks?: readonly Json[];
  /** Slack's older attachments, as Alertmanager, Grafana and Datadog post them. */
  readonly attachments?: readonly { readonly [key: string]: Json }[];
}

/** Another app posts a message, an alert say. Throws for blocks that Slack refuses. */
export function postAlert(world: World, input: IntegrationInput): Message {
  const message: Message = {
    ts: world.nextTs(),
    channel: channelNamed(world, input.channel).id,
    user: userNamed(world, input.user).id,
    text: input.text ?? '',
    blocks: input.blocks === undefined ? [] : checkMessageBlocks(input.blocks),
    files: [],
    ...(input.attachments === undefined ? {} : { attachments: input.attachments }),
  };
  world.store.putMessage(message);
  return message;
}
