import type { WebClient } from '@slack/web-api';
import { StoreUnavailableError } from '../../check/check-store.ts';
import { type HomeDeps, homeFacts } from '../../check/home/home-facts.ts';
import type { Message } from '../../check/poster.ts';
import { failureReply } from '../replies.ts';
import { replyMessage } from '../reply-message.ts';
import { homeFailureView, homeView } from './home-view.ts';

export type PublishDeps = HomeDeps;

/**
 * Builds Home anew for a person and shows it. What cannot be told is said in its place, with the next step, so that nothing stale
 * stays. Never throws: the log has the whole error.
 */
export async function publishHome(
  deps: PublishDeps,
  client: Pick<WebClient, 'views'>,
  { user, page }: { readonly user: string; readonly page: number },
): Promise<void> {
  try {
    const facts = await homeFacts(deps, { user, page });
    await client.views.publish({ user_id: user, view: homeView(facts, deps.access().admins) });
  } catch (err) {
    deps.logger.error({ err, user }, 'Home could not be shown');
    await publishFailure(deps, client, { user, page, why: homeFailure(err) });
  }
}

async function publishFailure(
  deps: PublishDeps,
  client: Pick<WebClient, 'views'>,
  { user, page, why }: { readonly user: string; readonly page: number; readonly why: Message },
): Promise<void> {
  try {
    await client.views.publish({ user_id: user, view: homeFailureView(why, page) });
  } catch (err) {
    deps.logger.error({ err, user }, 'nor could Home say so');
  }
}

function homeFailure(error: unknown): Message {
  if (error instanceof StoreUnavailableError) {
    return replyMessage(
      'How your services stand cannot be shown: what leakcheck remembers (Redis) cannot be reached.',
      'press *Refresh* in a minute; if it stays so, the operators of leakcheck should look at Redis.',
    );
  }
  return failureReply(error);
}
