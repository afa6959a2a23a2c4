import type { App } from '@slack/bolt';
import type { Logger } from '../check/logger.ts';
import type { SlackDelivery } from '../config/slack-environment.ts';
import { createApp } from './app.ts';
import { listenToUninstall } from './events/uninstall.ts';
import { type InstallPages, installPages } from './install/install-pages.ts';
import { createInstaller, type InstallerDeps } from './install/installer.ts';
import type { DepsIn } from './listener-deps.ts';

/** The bot of every workspace that installs it, and the pages that do that: over HTTP they are served with the rest. */
export function createWorkspacesApp(deps: {
  readonly depsIn: DepsIn;
  readonly install: Omit<InstallerDeps, 'apiUrl' | 'logger'>;
  readonly delivery: SlackDelivery;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
}): { readonly app: App; readonly pages: InstallPages } {
  const { depsIn, install, delivery, apiUrl, logger } = deps;
  const installer = createInstaller({ ...install, apiUrl, logger });
  const pages = installPages(installer, logger);
  const app = createApp({
    identity: { authorize: installer.authorize },
    depsIn,
    delivery,
    apiUrl,
    routes: pages.routes,
    logger,
  });
  listenToUninstall(app, { ...install, logger });
  return { app, pages };
}
