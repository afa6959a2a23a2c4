import { z } from 'zod';
import type { Logger } from '../check/logger.ts';
import type { Poster } from '../check/poster.ts';
import { failureReply } from './replies.ts';

export type ListenerErrorArgs = { readonly error: Error; readonly body: unknown };

const id = z.string();

/** Where the person is found in the different payloads of Slack. */
const Payload = z.object({
  user_id: id.optional(),
  channel_id: id.optional(),
  user: z.object({ id }).optional(),
  channel: z.object({ id }).optional(),
  message: z.object({ ts: id, thread_ts: id.optional() }).optional(),
  event: z.object({ user: id.optional(), channel: id.optional(), thread_ts: id.optional() }).optional(),
});

/** Last resort for what a listener did not answer itself: logged whole, and answered where the person can be found. */
export async function answerListenerError(
  deps: { readonly poster: Pick<Poster, 'postEphemeral'>; readonly logger: Logger },
  { error, body }: ListenerErrorArgs,
): Promise<void> {
  deps.logger.error({ err: error }, 'a listener failed');
  const payload = Payload.safeParse(body).data;
  const user = payload?.user_id ?? payload?.user?.id ?? payload?.event?.user;
  const channel = payload?.channel_id ?? payload?.channel?.id ?? payload?.event?.channel;
  if (user === undefined || channel === undefined) {
    return;
  }
  const threadTs = payload?.message?.thread_ts ?? payload?.message?.ts ?? payload?.event?.thread_ts;
  try {
    await deps.poster.postEphemeral({ to: { channel, threadTs }, user, message: failureReply(error) });
  } catch (failure) {
    deps.logger.error({ err: failure, user, channel }, 'nor could the person be told');
  }
}
