import { pressedButtons } from '../report/thread/pressed-buttons.ts';
import type { ThreadMessage } from '../report/thread/thread-message.ts';
import { verdictActions } from '../report/thread/verdict-message.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';
import type { PressLog } from './press-log.ts';

/** The message that a button sits in, as it was when the button was pressed. */
export type ButtonMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: Readonly<ThreadMessage['blocks']>;
};

/**
 * Shows every press of this check in the buttons' places: all of them, because two buttons pressed at once each see a
 * message without the other. Best effort: what was pressed has been done, whether or not Slack takes the edit.
 */
export async function showPresses(
  deps: { readonly poster: Pick<Poster, 'update'>; readonly presses: PressLog; readonly logger: Logger },
  check: string,
  message: ButtonMessage,
): Promise<void> {
  try {
    let { blocks } = message;
    for (const action of Object.values(verdictActions)) {
      const press = await deps.presses.get(check, action);
      blocks = press === undefined ? blocks : pressedButtons(blocks, action, press.by, press.atMs);
    }
    const { channel, ts, text } = message;
    await deps.poster.update({ channel, ts, message: { text, blocks } });
  } catch (error) {
    deps.logger.warn({ err: error, check }, 'a pressed button could not be replaced');
  }
}
