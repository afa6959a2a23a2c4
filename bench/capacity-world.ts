import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { type BotProcess, botEnvironment, startBotProcess } from '../lab/bot-process.ts';
import type { Check } from '../src/check/check.ts';
import { newCheckId } from '../src/check/check-id.ts';
import type { Poster } from '../src/check/poster.ts';
import { requestCheck } from '../src/check/request-check.ts';
import type { RequestDeps } from '../src/check/request-deps.ts';
import type { Service } from '../src/check/service.ts';
import { createCheckQueue } from '../src/queue/check-queue.ts';
import { connectPatient } from '../src/redis/connect.ts';
import { createRedisCheckStore } from '../src/store/redis-check-store.ts';
import { createRedisIncidentStore } from '../src/store/redis-incident-store.ts';
import { createRedisPostLog } from '../src/store/redis-post-log.ts';
import type { BenchRun } from './bench-run.ts';
import { serviceAt } from './service-at.ts';
import { startOutside } from './start-outside.ts';
import { until } from './until.ts';

/** One part of the benchmark: keys, profiles and workers of its own. */
export type CapacityWorld = {
  readonly redis: Redis;
  readonly services: readonly Service[];
  readonly store: RequestDeps['store'];
  readonly queue: RequestDeps['queue'];
  readonly profileDirectory: string;
  readonly outsidePid: number;
  /** Asks for a check as the bot does once somebody typed the command, without the bot. */
  request(service: Service, windowMs: number): Promise<Check>;
  readonly workers: () => readonly BotProcess[];
  /** Starts worker processes as an operator does, and waits until all of them take jobs. */
  startWorkers(count: number, env?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
};

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const channel = 'C0123456789';

/** `services` have `replicas` each, on as many listeners as there are replicas in all, up to 1,000. */
export async function openCapacityWorld(
  { redis: server }: Pick<BenchRun, 'redis'>,
  fleet: { readonly name: string; readonly services: number; readonly replicas: number },
): Promise<CapacityWorld> {
  const prefix = `${server.prefix}-${fleet.name}`;
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-capacity-'));
  const outside = await startOutside(Math.min(fleet.services * fleet.replicas, 1_000));
  const services = fleetOf(fleet, outside.replicaUrls);
  const config = path.join(directory, 'leakcheck.yaml');
  await writeFile(config, stringify({ services: Object.fromEntries(services.map(written)) }));
  // Patient, unlike the bot: a second without an answer on a busy machine is a figure here, not an outage.
  const redis = connectPatient(server.url, ignore);
  const store = createRedisCheckStore({ redis, prefix, clock: Date.now });
  const queue = createCheckQueue({ redis, prefix, store });
  const postLog = createRedisPostLog({ redis, prefix });
  const deps: RequestDeps = {
    services,
    access: () => ({ admins: undefined, permissions: {}, personLimit: undefined }),
    limits: { take: async () => undefined, giveBack: async () => undefined },
    userGroups: { membersOf: async () => ({ users: new Set() }) },
    store,
    incidents: createRedisIncidentStore({ redis, prefix, clock: Date.now }),
    queue,
    postLog,
    poster: quietPoster(),
    clock: Date.now,
    newCheckId,
    logger: silent,
  };
  const environment = botEnvironment({
    workspace: { botToken: 'xoxb-bench', appToken: 'xapp-bench', apiUrl: outside.slackUrl },
    redis: { url: server.url, prefix },
    config,
    directory,
  });
  const workers: BotProcess[] = [];
  return {
    redis,
    services,
    store,
    queue,
    profileDirectory: path.join(directory, 'profiles'),
    outsidePid: outside.pid,
    request: (service, window) =>
      requestCheck(deps, {
        service: service.name,
        window,
        requestedBy: 'U0ANN',
        channel,
        threadTs: undefined,
      }),
    workers: () => workers,
    startWorkers: async (count, env = {}) => {
      for (let started = 0; started < count; started += 1) {
        workers.push(startBotProcess({ ...environment, LOG_LEVEL: 'error', ...env }, ['--role', 'worker']));
      }
      const connected = until('the workers', { everyMs: 50, timeoutMs: 60_000 }, async () =>
        (await queue.counts()).workers >= workers.length ? true : undefined,
      );
      await Promise.race([connected, ...workers.map(({ ended }) => ended)]);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await outside.stop();
      await queue.close();
      for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
        if (keys.length > 0) await redis.unlink(...keys);
      }
      redis.disconnect();
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function fleetOf(
  { services, replicas }: { readonly services: number; readonly replicas: number },
  urls: readonly string[],
): readonly Service[] {
  return Array.from({ length: services }, (_, index) => {
    const name = `service-${String(index).padStart(4, '0')}`;
    const its = Array.from({ length: replicas }, (_, replica) => ({
      name: `${name}-7d9f8b6c5-${String(replica).padStart(3, '0')}`,
      url: `${urls[(index * replicas + replica) % urls.length]}debug/pprof/`,
    }));
    return serviceAt(name, its);
  });
}

function written({ name, targets }: Service): [string, object] {
  return [name, { targets: targets.map((target) => ({ name: target.name, url: target.url })) }];
}

/** Answers at once: what Slack takes is measured by `bench:ack`. */
function quietPoster(): Poster {
  return {
    post: async () => ({ ts: '1700000000.000100' }),
    find: async () => 'none',
    update: async () => undefined,
    delete: async () => undefined,
    postEphemeral: async () => undefined,
    upload: async () => [],
    share: async () => undefined,
    permalink: async () => undefined,
  };
}

function ignore(): void {
  // The worker's log and the figures tell what went wrong.
}
