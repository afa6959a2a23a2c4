import { z } from 'zod';
import { checkIdPattern } from '../../check/check.ts';
import type { ButtonMessage } from '../../check/pressed-message.ts';
import { PackedMessage, packed, unpacked } from './packed.ts';

/** What the modal's submission must know of the press that opened it. */
export type ModalContext = { readonly check: string; readonly message: ButtonMessage | undefined };

const Packed = z.object({
  check: z.string().regex(checkIdPattern),
  message: PackedMessage.optional(),
});

/**
 * Packs the context into `private_metadata`. The message with the button travels along, because reading it back would need a
 * history scope; one too large to fit stays behind, and keeps its button.
 */
export function packModalContext(context: ModalContext): string {
  return packed(context) ?? packed({ check: context.check }) ?? '';
}

/** Reads the context back. Throws when it is not one. */
export function unpackModalContext(text: string): ModalContext {
  const { check, message } = Packed.parse(unpacked(text));
  return {
    check,
    message: message && { ...message, blocks: message.blocks as unknown as ButtonMessage['blocks'] },
  };
}
