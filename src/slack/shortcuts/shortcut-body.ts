import { z } from 'zod';
import type { Asker } from '../listener-deps.ts';

/** A shortcut on a message as Slack reports it. The message is read as far as it has text. */
const MessageAction = z.object({
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }),
});

const GlobalShortcut = z.object({ trigger_id: z.string(), user: z.object({ id: z.string() }) });

export type PickedMessage = {
  /** In the thread of the message. */
  readonly asker: Asker & { readonly threadTs: string };
  readonly message: unknown;
  /** Opens a modal within 3 seconds, and tells this use from another. */
  readonly triggerId: string;
};

/** Throws when it is not one. */
export function readMessageAction(body: unknown): PickedMessage {
  const { trigger_id, user, channel, message } = MessageAction.parse(body);
  return {
    asker: { user: user.id, channel: channel.id, threadTs: message.thread_ts ?? message.ts },
    message,
    triggerId: trigger_id,
  };
}

/** Throws when it is not one. */
export function readGlobalShortcut(body: unknown): { readonly user: string; readonly triggerId: string } {
  const { trigger_id, user } = GlobalShortcut.parse(body);
  return { user: user.id, triggerId: trigger_id };
}
