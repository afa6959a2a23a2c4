import { App, type AppOptions, type CustomRoute } from '@slack/bolt';
import type { Logger } from '../check/logger.ts';
import type { SlackDelivery } from '../config/slack-environment.ts';
import { answerListenerError, type ListenerErrorArgs } from './answer-listener-error.ts';
import { boltLogger } from './bolt-logger.ts';
import type { DepsIn, ListenerDeps } from './listener-deps.ts';
import { receiverOf } from './receiver.ts';
import { registerListeners } from './register-listeners.ts';

const timeoutMs = 10_000;

/**
 * The bot of one workspace, over Socket Mode or HTTP; `startListening` connects, `app.stop()` disconnects. The identity is asked for
 * beforehand (`identifyBot`): Bolt's own asking would keep a first failure for good and end the process with it.
 */
export function createSlackApp(
  deps: ListenerDeps & {
    readonly token: string;
    readonly delivery: SlackDelivery;
    /** Base of the Web API; Slack's own when undefined. */
    readonly apiUrl: string | undefined;
    readonly bot: { readonly botId: string; readonly userId: string };
  },
): App {
  const { token, delivery, apiUrl, bot, logger } = deps;
  return createApp({
    identity: { token, botId: bot.botId, botUserId: bot.userId },
    depsIn: () => deps,
    ...{ delivery, apiUrl, logger },
  });
}

/** An app with every listener. `identity`: whose token it uses, or how that is found out for what Slack sends. */
export function createApp({
  identity,
  depsIn,
  delivery,
  apiUrl,
  routes = [],
  logger,
}: {
  readonly identity: Pick<AppOptions, 'token' | 'botId' | 'botUserId' | 'authorize'>;
  readonly depsIn: DepsIn;
  readonly delivery: SlackDelivery;
  readonly apiUrl: string | undefined;
  /** What else is answered where it listens over HTTP. */
  readonly routes?: readonly CustomRoute[];
  readonly logger: Logger;
}): App {
  const log = boltLogger(logger);
  const reach = reachOf(apiUrl);
  const app = new App({
    ...identity,
    receiver: receiverOf(delivery, { logger: log, reach, routes }),
    logger: log,
    // Bolt would otherwise try a listener's call 100 times, and one 429 would hold up all others.
    clientOptions: { ...reach, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    convoStore: false,
    extendedErrorHandler: true,
  });
  app.error((args: ListenerErrorArgs) => answerListenerError({ depsIn, logger }, args));
  registerListeners(app, depsIn);
  return app;
}

/** How Slack's Web API is called by what is not leakcheck's own. */
export function reachOf(apiUrl: string | undefined): {
  readonly slackApiUrl?: string;
  readonly timeout: number;
} {
  return { ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }), timeout: timeoutMs };
}

/** Throws where the socket is refused or the address is taken. */
export async function startListening(app: App, delivery: SlackDelivery): Promise<void> {
  if (delivery.kind === 'socket') await app.start();
  else await app.start(delivery.listen);
}
