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
