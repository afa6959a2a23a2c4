import { type CustomRoute, HTTPReceiver, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { SlackDelivery } from '../config/slack-environment.ts';

/** Where Slack posts what happened: commands, buttons, mentions. */
const endpoint = '/slack/events';
/** Answers 200 while the bot listens over HTTP, for probes and balancers. */
const healthEndpoint = '/healthz';

export function receiverOf(
  delivery: SlackDelivery,
  {
    logger,
    reach,
    routes,
  }: {
    readonly logger: Logger;
    readonly reach: { readonly slackApiUrl?: string; readonly timeout: number };
    readonly routes: readonly CustomRoute[];
  },
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
      ...routes,
    ],
  });
}
