import type { App } from '@slack/bolt';
import { z } from 'zod';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { answerCommand } from '../commands/answer-command.ts';
import type { DepsIn } from '../listener-deps.ts';
import { mentionText } from './mention-text.ts';

/** Other apps and workflows mention without a user; nobody would read an answer meant for one person. */
const MentionBody = z.object({
  event_id: z.string(),
  event: z.object({
    user: z.string(),
    text: z.string(),
    channel: z.string(),
    thread_ts: z.string().optional(),
  }),
});

/** `@leakcheck …` does what the command does; inside a thread the answer stays in that thread. */
export function listenToMention(app: App, depsIn: DepsIn): void {
  app.event('app_mention', async ({ body, context }) => {
    const deps = depsIn(context);
    const parsed = MentionBody.safeParse(body);
    if (!parsed.success) {
      deps.logger.warn({ err: parsed.error }, 'a mention was not understood');
      return;
    }
    const { event_id, event } = parsed.data;
    if (!(await isFirstDelivery(deps, event_id))) {
      return;
    }
    const asker = { user: event.user, channel: event.channel, threadTs: event.thread_ts };
    const text = mentionText(event.text, context.botUserId);
    await answerCommand(deps, asker, { text, via: 'mention', respond: undefined });
  });
}
