import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type ServiceName, startService } from './go-services.ts';
import { startReplay } from './replay-target.ts';

/** A replica whose leaks can be mended and broken again while it runs, as by a deploy: same address, new process. */
export type FixableService = {
  /** Base of the pprof endpoints, ends in `/debug/pprof/`. */
  readonly url: string;
  /** Resolves once the other version answers. */
  setFixed(isFixed: boolean): Promise<void>;
  stop(): Promise<void>;
};

const restartWithinMs = 15_000;

const Health = z.object({ started: z.string() });

/** A Go process of the lab. Throws what `startService` throws. */
export async function startFixableService(options: {
  readonly name: ServiceName;
  readonly replica: string;
}): Promise<FixableService> {
  const service = await startService({ ...options, lab: true });
  return {
    url: service.url,
    setFixed: async (isFixed) => {
      const before = await startedAt(service.url);
      await post(service.url, `/lab/leak?on=${!isFixed}`);
      await post(service.url, '/lab/restart');
      await untilRestarted(service.url, before);
    },
    stop: () => service.stop(),
  };
}

/** What a service's recording is replaced by once it is fixed: the recordings know no fixed version of themselves. */
const healthyRecording = { service: 'catalog', replica: 'catalog-1' } as const;

/** The same of recordings: behind one address either the leaking captures or healthy ones, each begun anew. */
export async function startFixableReplay(options: {
  readonly name: ServiceName;
  readonly replica: string;
}): Promise<FixableService> {
  const leaking = { service: options.name, replica: options.replica };
  let current = await startReplay(leaking);
  const server = createServer((request, response) => {
    fetch(new URL(request.url ?? '/', current.url), { method: request.method ?? 'GET' })
      .then(async (answer) => {
        const headers = ['content-type', 'x-go-pprof'].flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, value] as const];
        });
        response.writeHead(answer.status, Object.fromEntries(headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      })
      .catch(() => response.destroy());
  });
  const url = await listen(server);
  return {
    url,
    setFixed: async (isFixed) => {
      const replaced = current;
      current = await startReplay(isFixed ? healthyRecording : leaking);
      await replaced.stop();
    },
    stop: async () => {
      await close(server);
      await current.stop();
    },
  };
}

async function post(url: string, path: string): Promise<void> {
  const answer = await fetch(new URL(path, url), { method: 'POST' });
  if (!answer.ok) throw new Error(`the lab service answered ${answer.status} to ${path}`);
}

async function startedAt(url: string): Promise<string> {
  const answer = await fetch(new URL('/healthz', url));
  return Health.parse(await answer.json()).started;
}

async function untilRestarted(url: string, before: string): Promise<void> {
  for (const end = Date.now() + restartWithinMs; ; await wait(50)) {
    // Between the two processes nobody listens.
    const started = await startedAt(url).catch(() => before);
    if (started !== before) return;
    if (Date.now() > end) throw new Error(`the lab service did not restart within ${restartWithinMs} ms`);
  }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${port}/debug/pprof/`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
