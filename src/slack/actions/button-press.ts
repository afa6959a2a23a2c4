import { z } from 'zod';
import { checkIdPattern } from '../../check/check.ts';
import type { ButtonMessage } from '../../check/pressed-message.ts';
import type { Asker } from '../listener-deps.ts';

/** A button of ours as Slack reports its press. Blocks go back to Slack as they came: only their kind is looked at. */
const PressBody = z.object({
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().default(''),
    blocks: z.array(z.looseObject({ type: z.string() })).default([]),
  }),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

const ButtonValue = z.object({ check: z.string().regex(checkIdPattern) });

export type ButtonPress = {
  readonly check: string;
  readonly asker: Asker;
  readonly message: ButtonMessage;
  /** Opens a modal within 3 seconds of the press, and tells this press from another. */
  readonly triggerId: string;
};

/** Reads a press. Throws when it is not the press of one of leakcheck's buttons. */
export function readButtonPress(body: unknown): ButtonPress {
  const { user, channel, message, actions, trigger_id } = PressBody.parse(body);
  const { check } = ButtonValue.parse(JSON.parse(actions[0]?.value ?? ''));
  return {
    check,
    asker: { user: user.id, channel: channel.id, threadTs: message.thread_ts ?? message.ts },
    message: {
      channel: channel.id,
      ts: message.ts,
      text: message.text,
      blocks: message.blocks as unknown as ButtonMessage['blocks'],
    },
    triggerId: trigger_id,
  };
}
