import { App, LogLevel } from '@slack/bolt';
import type { Workspace } from '../../../lab/slack/workspace.ts';

/** A Bolt app as any is made, in Socket Mode; only the address of the API is other. Start it, and stop it. */
export function boltApp(workspace: Workspace): App {
  return new App({
    token: workspace.botToken,
    appToken: workspace.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 }, timeout: 5000 },
  });
}
