import type { Message } from '../check/poster.ts';
import { context, section } from '../report/thread/thread-message.ts';

/** What happened, and what the person can do about it. Both are mrkdwn: whatever is quoted is escaped already. */
export function replyMessage(text: string, nextStep?: string): Message {
  const next = nextStep === undefined ? [] : [`Next step: ${nextStep}`];
  return {
    text: [text, ...next].join(' '),
    blocks: [section([text]), ...next.map((line) => context([line]))],
  };
}

const sectionRoom = 2_800;
const messageRoom = 11_000;

/** A list that may be long: as many whole lines as Slack takes in one message, and how many are left out. */
export function listMessage(
  title: string,
  lines: readonly string[],
  footer: readonly string[] = [],
): Message {
  const kept: string[] = [];
  let used = title.length;
  for (const line of lines) {
    used += line.length + 1;
    if (used > messageRoom) {
      break;
    }
    kept.push(line);
  }
  const missing = lines.length - kept.length;
  const shown = missing > 0 ? [...kept, `… and ${missing} more.`] : kept;
  return {
    text: title,
    blocks: [
      ...chunks([title, ...shown]).map((chunk) => section(chunk)),
      ...(footer.length > 0 ? [context(footer)] : []),
    ],
  };
}

function chunks(lines: readonly string[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const line of lines) {
    const last = all.at(-1);
    if (last === undefined || line.length + 1 > room) {
      all.push([line]);
      room = sectionRoom - line.length;
    } else {
      last.push(line);
      room -= line.length + 1;
    }
  }
  return all;
}
