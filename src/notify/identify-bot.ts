import type { WebClient } from '@slack/web-api';
import { PostError } from '../check/poster.ts';
import { translateSlackError } from './translate-slack-error.ts';

/** Who the token is. */
export type BotIdentity = { readonly botId: string; readonly userId: string; readonly workspace: string };

/** Asks Slack who the token is. Throws a PostError, `refused` with Slack's code when the token is not valid. */
export async function identifyBot(client: WebClient): Promise<BotIdentity> {
  try {
    const answer = await client.auth.test();
    if (answer.user_id === undefined || answer.bot_id === undefined) {
      throw new PostError({
        kind: 'refused',
        code: 'not_a_bot_token',
        message: "The token is not a bot's: use the Bot User OAuth Token (xoxb-…).",
      });
    }
    return { botId: answer.bot_id, userId: answer.user_id, workspace: answer.team ?? answer.url ?? '' };
  } catch (error) {
    throw translateSlackError(error);
  }
}
