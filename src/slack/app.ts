import { App, HTTPReceiver, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { SlackDelivery } from '../config/environment.ts';
import { answerListenerError, type ListenerErrorArgs } from './answer-listener-error.ts';
import { boltLogger } from './bolt-logger.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { registerListeners } from './register-listeners.ts';

const timeoutMs = 10_000;

/** Where Slack posts what happened: commands, buttons, mentions. */
const endpoint = '/slack/events';
/** Answers 200 while the bot listens over HTTP, for probes and balancers. */
const healthEndpoint = '/healthz';

/**
 * The bot, over Socket Mode or HTTP; `startListening` connects, `app.stop()` disconnects. The identity is asked for beforehand
 * (`identifyBot`): Bolt's own asking would keep a first failure for good and end the process with it.
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
  const logger = boltLogger(deps.logger);
  const reach = { ...(deps.apiUrl === undefined ? {} : { slackApiUrl: deps.apiUrl }), timeout: timeoutMs };
  const app = new App({
    token: deps.token,
    botId: deps.bot.botId,
    botUserId: deps.bot.userId,
    receiver: receiverOf(deps.delivery, { logger, reach }),
    logger,
    // Bolt would otherwise try a listener's call 100 times, and one 429 would hold up all others.
    clientOptions: { ...reach, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    convoStore: false,
    extendedErrorHandler: true,
  });
  app.error((args: ListenerErrorArgs) => answerListenerError(deps, args));
  registerListeners(app, deps, deps.bot.userId);
  return app;
}

/** Throws where the socket is refused or the address is taken. */
export async function startListening(app: App, delivery: SlackDelivery): Promise<void> {
  if (delivery.kind === 'socket') await app.start();
  else await app.start(delivery.listen);
}

type Reach = { readonly slackApiUrl?: string; readonly timeout: number };

function receiverOf(
  delivery: SlackDelivery,
  { logger, reach }: { readonly logger: Logger; readonly reach: Reach },
): Receiver {
  if (delivery.kind === 'socket') {
    return new SocketModeReceiver({
      appToken: delivery.appToken,
      logger,
      // Connecting again is the one call that must not give up: a failure here ends the process.
      installerOptions: {
        clientOptions: { ...reach, retryConfig: { forever: true, factor: 1.3, maxTimeout: 15_000 } },
      },
    });
  }
  // It refuses what is not signed by Slack or was five minutes ago. What is delivered again sooner is told by its trigger id.
  return new HTTPReceiver({
    signingSecret: delivery.signingSecret,
    endpoints: endpoint,
    logger,
    customRoutes: [
      { path: healthEndpoint, method: 'GET', handler: (_, response) => response.writeHead(200).end('ok\n') },
    ],
  });
}
