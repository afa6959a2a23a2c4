import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Block, Json } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import { issueMessages } from './issues.ts';
import { HomeView, MessageBlocks, ModalView } from './schema.ts';

/** Seen in the wild (slackapi/bolt-js#2509), not documented: all text of a message's blocks together. */
const MAX_TEXT_OF_ALL_BLOCKS = 13_200;
/** Slack's reference: "the cumulative limit for all markdown blocks in a single payload is 12,000 characters". */
const MAX_MARKDOWN = 12_000;

/**
 * A message's blocks, checked against Slack's limits, with the block and action ids that Slack fills in.
 * Throws SlackFailure `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
 */
export function checkMessageBlocks(input: unknown): Block[] {
  if (!Array.isArray(input)) throw new SlackFailure('invalid_blocks_format');
  const blocks = parsed(MessageBlocks, input, '/blocks', invalidBlocks);
  refuseDuplicateIds(blocks, '/blocks', invalidBlocks);
  if (blocks.filter((block) => block.type === 'table').length > 1) {
    throw new SlackFailure('invalid_attachments', { errors: ['only_one_table_allowed'] });
  }
  const markdown = blocks.flatMap((block) => (block.type === 'markdown' ? [String(block.text)] : []));
  if (markdown.join('').length > MAX_MARKDOWN) throw new SlackFailure('msg_blocks_too_long');
  if (textLength(blocks) > MAX_TEXT_OF_ALL_BLOCKS) throw new SlackFailure('msg_blocks_too_long');
  return blocks.map(withIds);
}

/** A view's payload, checked; throws SlackFailure `invalid_arguments` with Slack's messages. */
export function checkView(
  input: unknown,
  type: 'modal' | 'home',
): Record<string, Json> & { blocks: Block[] } {
  const view = parsed(type === 'modal' ? ModalView : HomeView, input, '/view', invalidArguments);
  const hasInput = view.blocks.some((block) => block.type === 'input');
  if (view.type === 'modal' && hasInput && view.submit === undefined) {
    invalidArguments(['missing required field: submit [json-pointer:/view/submit]']);
  }
  refuseDuplicateIds(view.blocks, '/view/blocks', invalidArguments);
  return { ...(view as Record<string, Json>), blocks: view.blocks.map(withIds) };
}

function parsed<T extends z.ZodType>(
  schema: T,
  input: unknown,
  root: string,
  refuse: (messages: string[]) => never,
): z.infer<T> {
  const result = schema.safeParse(input);
  if (!result.success) return refuse(issueMessages(result.error, root, input));
  return result.data;
}

function invalidBlocks(errors: string[]): never {
  throw new SlackFailure('invalid_blocks', {
    errors,
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  });
}

function invalidArguments(errors: string[]): never {
  throw new SlackFailure('invalid_arguments', {
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  });
}

function refuseDuplicateIds(
  blocks: readonly { readonly block_id?: string | undefined }[],
  root: string,
  refuse: (messages: string[]) => never,
): void {
  const seen = new Set<string>();
  for (const [index, { block_id: id }] of blocks.entries()) {
    if (id === undefined) continue;
    if (seen.has(id)) {
      refuse([
        `\`block_id\` was already used in this payload: ${id} [json-pointer:${root}/${index}/block_id]`,
      ]);
    }
    seen.add(id);
  }
}

/** Everything textual counts (labels, values, addresses) but the names of the types. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value)
    .filter(([key]) => key !== 'type')
    .reduce((sum, [, inner]) => sum + textLength(inner), 0);
}

type Parsed = { readonly type: string; readonly block_id?: string | undefined };

function withIds(block: Parsed): Block {
  const filled: Record<string, Json> = { ...(block as Record<string, Json>) };
  if (Array.isArray(filled.elements) && block.type === 'actions')
    filled.elements = filled.elements.map(withActionId);
  if (filled.accessory !== undefined) filled.accessory = withActionId(filled.accessory);
  if (filled.element !== undefined) filled.element = withActionId(filled.element);
  return { ...filled, type: block.type, block_id: block.block_id ?? shortId() };
}

function withActionId(element: Json): Json {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element;
  if (element.type === 'image' || element.action_id !== undefined) return element;
  return { ...element, action_id: shortId() };
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
