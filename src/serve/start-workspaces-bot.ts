import type { App } from '@slack/bolt';
import type { Redis } from 'ioredis';
import { notInstalled } from '../check/workspaces/token-refused.ts';
import type { SlackEnvironment } from '../config/slack-environment.ts';
import { identifyBot } from '../notify/identify-bot.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { startListening } from '../slack/app.ts';
import { createWorkspacesApp } from '../slack/workspaces-app.ts';
import { createRedisInstallStates } from '../store/redis-install-states.ts';
import { createBotDeps } from './bot-deps.ts';
import { openInstallations, slackOf } from './open-slack.ts';
import type { PartDeps } from './part.ts';

const revokesWithinMs = 5_000;

/** The bot of every workspace that has installed it, with the pages that install it. */
export async function startWorkspacesBot(
  part: PartDeps,
  slack: Extract<SlackEnvironment, { install: unknown }>,
  { redis, quicklyMs }: { readonly redis: Redis; readonly quicklyMs: number },
): Promise<{ readonly app: App; close(): Promise<void> }> {
  const { environment, logger } = part;
  const { install, delivery, apiUrl } = slack;
  const at = { redis, prefix: environment.redis.prefix };
  const { installations, cached } = openInstallations(install, at);
  const opened = slackOf({ installations, cached }, apiUrl);
  const deps = createBotDeps(part, {
    redis,
    clients: opened.clients(),
    quickClients: opened.clients(quicklyMs),
  });
  const clientOf = (token: string) => createSlackClient({ token, apiUrl, timeoutMs: revokesWithinMs });
  const { app, pages } = createWorkspacesApp({
    depsIn: ({ teamId }) => {
      if (teamId === undefined) throw notInstalled(undefined);
      return deps.in(teamId);
    },
    install: {
      ...install,
      installations,
      cached,
      states: createRedisInstallStates(at),
      revoke: async (token) => {
        await clientOf(token).auth.revoke();
      },
      identify: (token) => identifyBot(clientOf(token)),
      clock: Date.now,
    },
    delivery,
    apiUrl,
    logger,
  });
  await startListening(app, delivery);
  // Over Socket Mode nothing else listens.
  const served = delivery.kind === 'socket' ? await pages.listen(install.listen) : undefined;
  logger.info(
    { delivery: delivery.kind, pages: install.publicUrl },
    'the bot serves every workspace that installs it',
  );
  return {
    app,
    close: async () => {
      await served?.close();
      await deps.close();
    },
  };
}
