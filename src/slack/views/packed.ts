import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';

/** Slack's limit of `private_metadata`. */
const limit = 3_000;
const largest = 200_000;

/** A message that travels along with a modal. */
export const PackedMessage = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  blocks: z.array(z.looseObject({ type: z.string() })),
});

/** A value as `private_metadata`, deflated; undefined when it does not fit. */
export function packed(value: unknown): string | undefined {
  const text = deflateSync(JSON.stringify(value)).toString('base64');
  return text.length <= limit ? text : undefined;
}

/** Throws for what was not packed so. */
export function unpacked(text: string): unknown {
  const inflated = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: largest });
  return JSON.parse(inflated.toString('utf8'));
}
