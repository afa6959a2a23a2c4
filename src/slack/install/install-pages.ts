import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { CustomRoute } from '@slack/bolt';
import type { Logger } from '../../check/logger.ts';
import type { ListenAddress } from '../../config/environment-fields.ts';
import { type Installer, redirectPath } from './installer.ts';
import { outagePage, sendPage, unknownPage } from './pages.ts';

const installPath = '/slack/install';

export type InstallPages = {
  readonly routes: readonly CustomRoute[];
  /** Serves them by themselves, for a bot that Slack reaches over a socket. Throws where the address is taken. */
  listen(at: ListenAddress): Promise<{ close(): Promise<void> }>;
};

/** The two pages that a browser sees of an installation. */
export function installPages(installer: Installer, logger: Logger): InstallPages {
  const guarded = (serve: Installer['begin']) => (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch((err: unknown) => {
      logger.error({ err }, 'a page of the installation could not be served');
      if (response.headersSent) response.destroy();
      else sendPage(response, 503, outagePage);
    });
  };
  const pages = new Map([
    [installPath, guarded(installer.begin)],
    [redirectPath, guarded(installer.finish)],
  ]);
  return {
    routes: [...pages].map(([path, handler]) => ({ path, method: 'GET', handler })),
    listen: ({ host, port }) => {
      const server = createServer((request, response) => {
        const path = (request.url ?? '').replace(/\?.*$/s, '');
        const page = request.method === 'GET' ? pages.get(path) : undefined;
        if (page === undefined) sendPage(response, 404, unknownPage);
        else page(request, response);
      });
      const close = () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => resolve({ close }));
      });
    },
  };
}
