import { z } from 'zod';
import type { Logger } from '../check/logger.ts';
import type { Message } from '../check/poster.ts';
import type { DepsIn } from './listener-deps.ts';
import { failureReply } from './replies.ts';

export type ListenerErrorArgs = {
  readonly error: Error;
  readonly body: unknown;
  readonly context: { readonly teamId?: string };
};

const id = z.string();
const respondsWithinMs = 3_000;

/** Where the person is found in the different payloads of Slack. */
const Payload = z.object({
  user_id: id.optional(),
  channel_id: id.optional(),
  team_id: id.optional(),
  user: z.object({ id }).optional(),
  channel: z.object({ id }).optional(),
  team: z.object({ id }).nullish(),
  message: z.object({ ts: id, thread_ts: id.optional() }).optional(),
  event: z.object({ user: id.optional(), channel: id.optional(), thread_ts: id.optional() }).optional(),
  response_url: z.url({ protocol: /^https?$/ }).optional(),
});
type Payload = z.infer<typeof Payload>;

type AnswerDeps = { readonly depsIn: DepsIn; readonly logger: Logger };

/** Last resort for what a listener did not answer itself: logged whole, and answered where the person can be found. */
export async function answerListenerError(
  { depsIn, logger }: AnswerDeps,
  { error, body, context }: ListenerErrorArgs,
): Promise<void> {
  logger.error({ err: error }, 'a listener failed');
  const payload = Payload.safeParse(body).data ?? {};
  const user = payload.user_id ?? payload.user?.id ?? payload.event?.user;
  const channel = payload.channel_id ?? payload.channel?.id ?? payload.event?.channel;
  if (user === undefined || channel === undefined) return;
  const message = failureReply(original(error));
  const threadTs = payload.message?.thread_ts ?? payload.message?.ts ?? payload.event?.thread_ts;
  try {
    const { poster } = depsIn({ teamId: context.teamId ?? payload.team_id ?? payload.team?.id });
    await poster.postEphemeral({ to: { channel, threadTs }, user, message });
  } catch (failure) {
    if (await isResponded(logger, payload, message)) return;
    logger.error({ err: failure, user, channel }, 'nor could the person be told');
  }
}

/** What Bolt and its OAuth wrap, as deep as they do. */
function original(error: Error): unknown {
  const inner = 'original' in error ? error.original : undefined;
  return inner instanceof Error ? original(inner) : error;
}

/** Takes no token: the way to tell somebody in a workspace that has not got leakcheck any more. */
async function isResponded(
  logger: Logger,
  { response_url: url }: Payload,
  { text, blocks }: Message,
): Promise<boolean> {
  if (url === undefined) return false;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text, blocks }),
      redirect: 'error',
      signal: AbortSignal.timeout(respondsWithinMs),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch (err) {
    logger.warn({ err }, 'response_url failed too');
    return false;
  }
}
