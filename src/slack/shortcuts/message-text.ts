import { z } from 'zod';

const Loose = z.record(z.string(), z.unknown());

/** Far more than Slack takes in one message; what lies beyond is not looked at. */
const mostCharacters = 60_000;
const mostParts = 3_000;
const deepest = 12;

/** Where messages, blocks and attachments hold what a person reads. `fallback` says the rest of its attachment again. */
const textKeys = [
  'pretext',
  'author_name',
  'title',
  'title_link',
  'text',
  'value',
  'alt_text',
  'url',
  'footer',
];
const listKeys = ['fields', 'blocks', 'message_blocks', 'elements', 'rows', 'attachments', 'accessory'];

/**
 * All that a message says, in its text, blocks and attachments, a line for each part; a field's title stands before its value, as
 * `title: value`. Nothing is escaped or cleaned, and nothing is thrown for shapes that Slack does not send.
 */
export function messageText(message: unknown): string {
  const lines: string[] = [];
  collect(message, 0, lines);
  return lines.join('\n').slice(0, mostCharacters);
}

function collect(part: unknown, depth: number, lines: string[]): void {
  if (depth > deepest || lines.length >= mostParts) return;
  if (Array.isArray(part)) {
    for (const each of part) collect(each, depth + 1, lines);
    return;
  }
  const object = Loose.safeParse(part).data;
  if (object === undefined) return;
  const { title, value } = object;
  if (typeof title === 'string' && typeof value === 'string') {
    lines.push(`${title}: ${value}`);
    return;
  }
  const before = lines.length;
  for (const key of textKeys) {
    const inside = object[key];
    if (typeof inside === 'string') lines.push(inside);
    else collect(inside, depth + 1, lines);
  }
  for (const key of listKeys) collect(object[key], depth + 1, lines);
  if (lines.length === before && typeof object.fallback === 'string') lines.push(object.fallback);
}
