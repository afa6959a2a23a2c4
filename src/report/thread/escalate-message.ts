import { escapeMrkdwn } from '../escape-mrkdwn.ts';
import { section, type ThreadMessage } from './thread-message.ts';
import { verdictActions } from './verdict-message.ts';

/** Offers to tell who answers for a service of what a check found, where no verdict with its buttons does. */
export function escalateMessage({
  check,
  service,
}: {
  readonly check: string;
  readonly service: string;
}): ThreadMessage {
  const line = `*${escapeMrkdwn(service, 80)}:* *Escalate* tells its owner of these leaks, after asking.`;
  return {
    text: line,
    blocks: [
      section([line]),
      {
        type: 'actions',
        block_id: 'leakcheck.actions',
        elements: [
          {
            type: 'button',
            action_id: verdictActions.escalate,
            text: { type: 'plain_text', text: 'Escalate' },
            value: JSON.stringify({ check }),
          },
        ],
      },
    ],
  };
}
