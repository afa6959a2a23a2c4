import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { PostError } from '../check/poster.ts';
import type { SlackDelivery, SlackEnvironment } from '../config/slack-environment.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { translateSlackError } from '../notify/translate-slack-error.ts';
import { type Examination, skipAll } from './examination.ts';
import { judgeScopes } from './judge-scopes.ts';
import { slackFailure } from './slack-failure.ts';

const answerWithinMs = 5_000;

const botToken = {
  name: 'Slack bot token',
  variable: 'SLACK_BOT_TOKEN',
  page: 'OAuth & Permissions of the app at api.slack.com/apps',
};
const appToken = {
  name: 'Slack app token',
  variable: 'SLACK_APP_TOKEN',
  page: 'Basic Information, App-Level Tokens (scope connections:write) of the app at api.slack.com/apps',
};

export const slackExaminations = [botToken.name, 'Slack scopes', appToken.name] as const;

const Identity = z.object({
  team: z.string().optional(),
  url: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** Asks Slack who the bot token is and what it may do, and whether the app token could open a socket; none is opened. */
export async function examineSlack(slack: SlackEnvironment): Promise<readonly Examination[]> {
  const clientOf = (token: string) =>
    createSlackClient({ token, apiUrl: slack.apiUrl, timeoutMs: answerWithinMs });
  const [bot, app] = await Promise.all([
    'botToken' in slack ? examineBot(clientOf(slack.botToken)) : [],
    examineDelivery(slack.delivery, clientOf),
  ]);
  return [...bot, app];
}

async function examineBot(client: WebClient): Promise<readonly Examination[]> {
  try {
    const identity = Identity.parse(await client.auth.test());
    if (identity.bot_id === undefined) throw notABot();
    const says = `bot ${identity.user ?? identity.bot_id} of the workspace ${identity.team ?? identity.url ?? '(no name)'}`;
    return [{ name: botToken.name, state: 'ok', says }, judgeScopes(identity.response_metadata?.scopes)];
  } catch (error) {
    const scopes = skipAll(['Slack scopes'], 'the bot token could not be tried');
    return [slackFailure(botToken, translateSlackError(error)), ...scopes];
  }
}

async function examineDelivery(
  delivery: SlackDelivery,
  clientOf: (token: string) => WebClient,
): Promise<Examination> {
  if (delivery.kind === 'socket') return examineApp(clientOf(delivery.appToken));
  const { host, port } = delivery.listen;
  return {
    name: 'Slack delivery',
    state: 'ok',
    says: `by HTTP to ${host}:${port}; the signing secret shows only when Slack sends something`,
  };
}

async function examineApp(client: WebClient): Promise<Examination> {
  try {
    await client.apps.connections.open({});
    return { name: appToken.name, state: 'ok', says: 'may open a Socket Mode connection' };
  } catch (error) {
    return slackFailure(appToken, translateSlackError(error));
  }
}

function notABot(): PostError {
  return new PostError({ kind: 'refused', code: 'not_a_bot_token', message: "The token is not a bot's." });
}
