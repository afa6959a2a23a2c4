import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import { checkIdPattern } from '../../check/check.ts';
import type { ButtonMessage } from '../../check/pressed-message.ts';

/** What the modal's submission must know of the press that opened it. */
export type ModalContext = { readonly check: string; readonly message: ButtonMessage | undefined };

/** Slack's limit of `private_metadata`. */
const limit = 3_000;
const largest = 200_000;

const Packed = z.object({
  check: z.string().regex(checkIdPattern),
  message: z
    .object({
      channel: z.string(),
      ts: z.string(),
      text: z.string(),
      blocks: z.array(z.looseObject({ type: z.string() })),
    })
    .optional(),
});

/**
 * Packs the context into `private_metadata`. The message with the button travels along, deflated, because reading it back
 * would need a history scope; one too large to fit stays behind, and keeps its button.
 */
export function packModalContext(context: ModalContext): string {
  const whole = pack(context);
  return whole.length <= limit ? whole : pack({ check: context.check, message: undefined });
}

/** Reads the context back. Throws when it is not one. */
export function unpackModalContext(text: string): ModalContext {
  const inflated = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: largest });
  const { check, message } = Packed.parse(JSON.parse(inflated.toString('utf8')));
  return {
    check,
    message: message && { ...message, blocks: message.blocks as unknown as ButtonMessage['blocks'] },
  };
}

function pack(context: ModalContext): string {
  return deflateSync(JSON.stringify(context)).toString('base64');
}
