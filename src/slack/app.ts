import { App, SocketModeReceiver } from '@slack/bolt';
import { answerListenerError, type ListenerErrorArgs } from './answer-listener-error.ts';
import { boltLogger } from './bolt-logger.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { registerListeners } from './register-listeners.ts';

const timeoutMs = 10_000;

/**
 * The bot over Socket Mode; `app.start()` connects, `app.stop()` disconnects. The identity is asked for beforehand
 * (`identifyBot`): Bolt's own asking would keep a first failure for good and end the process with it.
 */
export function createSlackApp(
  deps: ListenerDeps & {
    readonly token: string;
    readonly appToken: string;
    /** Base of the Web API; Slack's own when undefined. */
    readonly apiUrl: string | undefined;
    readonly bot: { readonly botId: string; readonly userId: string };
  },
): App {
  const logger = boltLogger(deps.logger);
  const reach = { ...(deps.apiUrl === undefined ? {} : { slackApiUrl: deps.apiUrl }), timeout: timeoutMs };
  const receiver = new SocketModeReceiver({
    appToken: deps.appToken,
    logger,
    // Connecting again is the one call that must not give up: a failure here ends the process.
    installerOptions: {
      clientOptions: { ...reach, retryConfig: { forever: true, factor: 1.3, maxTimeout: 15_000 } },
    },
  });
  const app = new App({
    token: deps.token,
    botId: deps.bot.botId,
    botUserId: deps.bot.userId,
    receiver,
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
