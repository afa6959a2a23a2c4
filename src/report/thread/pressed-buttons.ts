import type { Button, KnownBlock } from '@slack/types';
import { escapeMrkdwn, mention, slackDate } from '../escape-mrkdwn.ts';
import { context } from './thread-message.ts';
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
  return blocks.flatMap((block): KnownBlock[] => {
    if (block.type !== 'actions') return [block];
    const pressed = block.elements.find((element) => element.action_id === actionId);
    if (pressed?.type !== 'button') return [block];
    const done = `${pastTense(actionId, pressed)} by ${mention(byUserId)} at ${slackDate(atMs)}`;
    const line = context([done], `leakcheck.pressed.${actionId}`.slice(0, 255));
    const elements = block.elements.filter((element) => element !== pressed);
    return elements.length > 0 ? [line, { ...block, elements }] : [line];
  });
}

function pastTense(actionId: string, button: Button): string {
  return actionId === verdictActions.escalate ? 'Escalated' : escapeMrkdwn(button.text.text, 75);
}
