import type { Button, KnownBlock } from '@slack/types';
import { escapeMrkdwn, mention, slackDate } from '../escape-mrkdwn.ts';
import { buttonIn, withPressedLine } from './pressed-line.ts';
import { verdictActions } from './verdict-message.ts';

/**
 * A message's blocks after a button was pressed: the button gives way to who pressed it and when, the others stay.
 * Blocks without that button come back as they are, so a second press changes nothing.
 */
export function pressedButtons(
  blocks: readonly KnownBlock[],
  actionId: string,
  byUserId: string,
  atMs: number,
): KnownBlock[] {
  const [pressed] = blocks.flatMap((block) => buttonIn(block, actionId) ?? []);
  if (pressed === undefined) return [...blocks];
  const line = `${pastTense(actionId, pressed)} by ${mention(byUserId)} at ${slackDate(atMs)}`;
  return withPressedLine(blocks, { actionId, line, isLeft: false });
}

function pastTense(actionId: string, button: Button): string {
  return actionId === verdictActions.escalate ? 'Escalated' : escapeMrkdwn(button.text.text, 75);
}
