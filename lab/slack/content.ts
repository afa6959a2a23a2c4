import { type Args, jsonArg, objectOf, textArg } from './args.ts';
import { checkMessageBlocks } from './blocks/check.ts';
import type { Block, Json } from './model.ts';
import { SlackFailure } from './slack-failure.ts';
import type { World } from './world.ts';

/** Slack's reference for chat.postMessage; refused here where Slack may also cut the text short. */
const MAX_TEXT = 40_000;
/** Slack's reference gives no number; a message's metadata beyond this has been refused. */
const MAX_METADATA = 8_000;

/** The text of a message, not longer than `max`; throws SlackFailure `msg_too_long`. */
export function checkedText(args: Args, name: string, max = MAX_TEXT): string | undefined {
  const text = textArg(args, name);
  if (text !== undefined && text.length > max) throw new SlackFailure('msg_too_long');
  return text;
}

/** The blocks of a message, or undefined when none were given. */
export function checkedBlocks(world: World, args: Args): Block[] | undefined {
  const input = jsonArg(args, 'blocks', 'invalid_blocks_format');
  if (input === undefined || input === null) return undefined;
  const blocks = checkMessageBlocks(input);
  refuseUnreadyFiles(world, blocks);
  return blocks;
}

export function checkedMetadata(args: Args): Json | undefined {
  const input = jsonArg(args, 'metadata', 'invalid_metadata_format');
  if (input === undefined || input === null) return undefined;
  const metadata = objectOf(input);
  const payload = objectOf(metadata?.event_payload);
  if (typeof metadata?.event_type !== 'string' || payload === undefined) {
    throw new SlackFailure('invalid_metadata_format');
  }
  if (JSON.stringify(metadata).length > MAX_METADATA) throw new SlackFailure('metadata_too_large');
  return metadata as Json;
}

/** An image block may name an uploaded file only once Slack has processed it. */
function refuseUnreadyFiles(world: World, blocks: readonly Block[]): void {
  for (const [index, block] of blocks.entries()) {
    const id = objectOf(block.slack_file)?.id;
    if (id === undefined || world.store.file(String(id))?.state === 'ready') continue;
    const error = `invalid slack file [json-pointer:/blocks/${index}/slack_file]`;
    throw new SlackFailure('invalid_blocks', {
      errors: [error],
      response_metadata: { messages: [`[ERROR] ${error}`] },
    });
  }
}
