import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from '../../check/logger.ts';
import type { Message } from '../../check/poster.ts';
import type { Learn } from '../audited.ts';
import { replyMessage } from '../reply-message.ts';

/** Opens a modal; the answer for the person when Slack did not open it. `what`: the button, and what the modal asks. */
export async function openOrExplain(
  deps: { readonly logger: Logger },
  client: Pick<WebClient, 'views'>,
  modal: {
    readonly triggerId: string;
    readonly view: ModalView;
    readonly what: { readonly button: string; readonly asks: string };
    readonly learn: Learn;
  },
): Promise<Message | undefined> {
  const { triggerId, view, what, learn } = modal;
  try {
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  } catch (error) {
    deps.logger.error({ err: error }, 'the modal could not be opened');
    const expired = error instanceof WebAPIPlatformError && error.data.error === 'expired_trigger_id';
    const why = expired
      ? `Slack waited no longer than three seconds for the window that asks ${what.asks}.`
      : `The window that asks ${what.asks} could not be opened.`;
    learn({ outcome: 'failed', why });
    return replyMessage(why, `press *${what.button}* again.`);
  }
}
