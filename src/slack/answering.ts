import type { Logger } from '../check/logger.ts';
import { type Message, PostError, type Poster } from '../check/poster.ts';
import { notificationText } from '../report/thread/notification-text.ts';
import type { Asker } from './listener-deps.ts';
import { failureReply, isExpected } from './replies.ts';

/** Slack's `respond`, which reaches the person even where the bot is not in the channel. */
export type Respond = (message: {
  readonly response_type: 'ephemeral';
  readonly replace_original: false;
  readonly text: string;
  readonly blocks: { readonly type: string }[];
}) => Promise<unknown>;

/**
 * Does what somebody asked for and sends the answer to that person alone. A failure is an answer too, with its next step;
 * the log has the whole error. Never throws.
 */
export async function answering(
  deps: { readonly poster: Pick<Poster, 'postEphemeral'>; readonly logger: Logger },
  asker: Asker,
  respond: Respond | undefined,
  work: () => Promise<Message | undefined>,
): Promise<void> {
  const answer = await answerTo(deps, asker, work);
  if (answer === undefined) {
    return;
  }
  try {
    await send(deps, asker, respond, answer);
  } catch (error) {
    deps.logger.error({ err: error, ...asker }, 'an answer did not reach the person who asked');
  }
}

/** What the work answers; its failure is put into words, and logged whole. Never throws. */
export async function answerTo<T>(
  deps: { readonly logger: Logger },
  asker: Asker,
  work: () => Promise<T>,
): Promise<T | Message> {
  try {
    return await work();
  } catch (error) {
    const log = { err: error, ...asker };
    if (isExpected(error) && !(error instanceof PostError)) {
      deps.logger.info(log, 'a request was answered with its next step');
    } else {
      deps.logger.error(log, 'a request failed');
    }
    return failureReply(error);
  }
}

async function send(
  deps: { readonly poster: Pick<Poster, 'postEphemeral'>; readonly logger: Logger },
  asker: Asker,
  respond: Respond | undefined,
  message: Message,
): Promise<void> {
  if (respond !== undefined) {
    try {
      const blocks = message.blocks as { readonly type: string }[];
      await respond({
        response_type: 'ephemeral',
        replace_original: false,
        text: notificationText(message.text),
        blocks: [...blocks],
      });
      return;
    } catch (error) {
      // It may have arrived all the same; read twice is better than never.
      deps.logger.warn({ err: error, ...asker }, 'response_url failed, answering by postEphemeral');
    }
  }
  await deps.poster.postEphemeral({
    to: { channel: asker.channel, threadTs: asker.threadTs },
    user: asker.user,
    message,
  });
}
