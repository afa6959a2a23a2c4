import { z } from 'zod';
import { checkIdPattern } from '../../check/check.ts';
import type { ButtonMessage } from '../../check/pressed-message.ts';
import type { Asker } from '../listener-deps.ts';
import { IncidentButton } from './incident-button.ts';

/** A button of ours as Slack reports its press. Blocks go back to Slack as they came: only their kind is looked at. */
const PressBody = z.object({
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  container: z.object({ thread_ts: z.string().optional() }).optional(),
  /** Slack leaves it out where one person alone sees it. */
  message: z
    .object({
      ts: z.string(),
      thread_ts: z.string().optional(),
      text: z.string().default(''),
      blocks: z.array(z.looseObject({ type: z.string() })).default([]),
    })
    .optional(),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

const ButtonValue = z.object({ check: z.string().regex(checkIdPattern) });

type Press = {
  readonly asker: Asker;
  /** Undefined where the button is in a message that only the presser sees. */
  readonly message: ButtonMessage | undefined;
  /** Opens a modal within 3 seconds of the press, and tells this press from another. */
  readonly triggerId: string;
};

export type ButtonPress = Press & { readonly check: string };
export type IncidentButtonPress = Press & { readonly button: IncidentButton };

/** Reads a press of a button about a check. Throws when it is not one. */
export function readButtonPress(body: unknown): ButtonPress {
  const { value, ...press } = readPress(body);
  return { ...press, check: ButtonValue.parse(JSON.parse(value)).check };
}

/** Reads a press of a button about a leak. Throws when it is not one. */
export function readIncidentPress(body: unknown): IncidentButtonPress {
  const { value, ...press } = readPress(body);
  return { ...press, button: IncidentButton.parse(JSON.parse(value)) };
}

function readPress(body: unknown): Press & { readonly value: string } {
  const { user, channel, container, message, actions, trigger_id } = PressBody.parse(body);
  return {
    value: actions[0]?.value ?? '',
    asker: {
      user: user.id,
      channel: channel.id,
      threadTs: message?.thread_ts ?? message?.ts ?? container?.thread_ts,
    },
    message: message && {
      channel: channel.id,
      ts: message.ts,
      text: message.text,
      blocks: message.blocks as unknown as ButtonMessage['blocks'],
    },
    triggerId: trigger_id,
  };
}
