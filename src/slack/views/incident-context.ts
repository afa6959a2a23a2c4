import { z } from 'zod';
import type { ButtonMessage } from '../../check/pressed-message.ts';
import { IncidentButton } from '../actions/incident-button.ts';
import { PackedMessage, packed, unpacked } from './packed.ts';

/** What a modal about a leak must know of the press that opened it. */
export type IncidentContext = {
  readonly button: IncidentButton;
  /** Where the person is answered. */
  readonly threadTs: string | undefined;
  readonly channel: string;
  readonly message: ButtonMessage | undefined;
};

const Packed = z.object({
  button: IncidentButton,
  threadTs: z.string().optional(),
  channel: z.string(),
  message: PackedMessage.optional(),
});

/** Packs the context into `private_metadata`; a message too large to fit stays behind, and shows what is so with the next press. */
export function packIncidentContext(context: IncidentContext): string {
  return packed(context) ?? packed({ ...context, message: undefined }) ?? '';
}

/** Reads the context back. Throws when it is not one. */
export function unpackIncidentContext(text: string): IncidentContext {
  const { message, threadTs, ...rest } = Packed.parse(unpacked(text));
  return {
    ...rest,
    threadTs,
    message: message && { ...message, blocks: message.blocks as unknown as ButtonMessage['blocks'] },
  };
}
