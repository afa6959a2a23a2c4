import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import type { Redis } from 'ioredis';
import { PostError } from '../check/poster.ts';
import type { SlackEnvironment } from '../config/slack-environment.ts';
import { type BotIdentity, identifyBot } from '../notify/identify-bot.ts';
import type { WorkspaceClients } from '../notify/workspace-clients.ts';
import { connectFailFast } from '../redis/connect.ts';
import { createSlackApp, startListening } from '../slack/app.ts';
import { createBotDeps } from './bot-deps.ts';
import { openSlack } from './open-slack.ts';
import type { PartDeps } from './part.ts';
import { startWorkspacesBot } from './start-workspaces-bot.ts';

const longestWaitMs = 15_000;
/** A click opens a modal within three seconds or not at all. */
const quicklyMs = 2_000;

/** Listens in Slack until closed. Answers people while Redis is away (that it is), and waits for Slack itself. */
export async function startBot(part: PartDeps): Promise<{ close(): Promise<void> }> {
  const { environment, logger } = part;
  const { redis: redisAt, slack } = environment;
  const redis = connectFailFast(redisAt.url, (error) =>
    logger.warn({ err: error }, 'Redis is away: people are told so'),
  );
  try {
    const { app, close } = await ('install' in slack
      ? startWorkspacesBot(part, slack, { redis, quicklyMs })
      : startWorkspaceBot(part, slack, redis));
    return {
      close: async () => {
        await app.stop();
        await close();
        redis.disconnect();
      },
    };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

async function startWorkspaceBot(
  part: PartDeps,
  slack: Extract<SlackEnvironment, { botToken: string }>,
  redis: Redis,
): Promise<{ readonly app: App; close(): Promise<void> }> {
  const { environment, logger } = part;
  const opened = openSlack(slack, { redis, prefix: environment.redis.prefix });
  const clients = opened.clients();
  const bot = await identify(clients, part);
  const deps = createBotDeps(part, { redis, clients, quickClients: opened.clients(quicklyMs) });
  const { botToken: token, delivery, apiUrl } = slack;
  const app = createSlackApp({ ...deps.in(undefined), token, delivery, apiUrl, bot });
  await startListening(app, delivery);
  logger.info({ workspace: bot.workspace, delivery: delivery.kind }, 'the bot is connected to Slack');
  return { app, close: deps.close };
}

/** Slack may be out of reach for a while; a token that it refuses stays refused. Throws a PostError. */
async function identify(
  clients: WorkspaceClients,
  { logger, signal }: Pick<PartDeps, 'logger' | 'signal'>,
): Promise<BotIdentity> {
  for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await clients.call(undefined, identifyBot);
    } catch (error) {
      if (!(error instanceof PostError) || error.kind === 'refused') throw error;
      logger.warn({ err: error, waitMs }, 'Slack does not answer yet');
      await wait(error.retryAfterMs ?? waitMs, undefined, { signal });
    }
  }
}
