import { Queue } from 'bullmq';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { DigestDeps } from '../../jobs/start-digests.ts';
import { inOneWorkspace } from '../../src/check/workspaces/by-workspace.ts';
import type { Digest } from '../../src/digest/digest.ts';
import { createRedisDigestStore } from '../../src/store/redis-digest-store.ts';
import { createRedisPostLog } from '../../src/store/redis-post-log.ts';
import { aDigest } from '../check/digest-world.ts';
import {
  memoryIncidents,
  memoryLogger,
  memoryPoster,
  memoryProfiles,
  service,
} from '../check/memory-ports.ts';
import { openWorld } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;

beforeAll(async () => {
  server = await startPrivateRedis();
});

afterAll(async () => {
  await server.remove();
});

/** Two workers over one Redis, each with its own copy of the services file, which post into one Slack. */
async function openDigests(digestsOfFile: Digest[]) {
  const world = openWorld({ url: server.url });
  const slack = memoryPoster();
  const digests = createRedisDigestStore({ redis: world.redis, prefix: world.prefix });
  const deps: DigestDeps = {
    services: [
      service({ name: 'payments', defaultWindowMs: 10_000 }),
      service({ name: 'orders', defaultWindowMs: 10_000 }),
    ],
    store: world.store,
    queue: world.queue,
    incidents: memoryIncidents(),
    postLog: createRedisPostLog({ redis: world.redis, prefix: world.prefix }),
    poster: slack.poster,
    profiles: memoryProfiles(),
    clock: Date.now,
    logger: memoryLogger(),
    digestsOfFile,
    digests,
    drawGrowth: async () => new Uint8Array([1]),
  };
  const queue = new Queue('digest', { connection: { url: server.url }, prefix: world.prefix });
  const workers = await Promise.all([
    world.startWorkers({}, { digests: inOneWorkspace(deps) }),
    world.startWorkers({}, { digests: inOneWorkspace(deps) }),
  ]);
  return {
    world,
    slack,
    digests,
    queue,
    schedulers: async () =>
      (await queue.getJobSchedulers(0, -1, true))
        .filter(({ key }) => key.startsWith('due-'))
        .map(({ key, pattern, tz }) => ({ key, pattern, tz })),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await queue.close();
      await world.close();
    },
  };
}

it('two workers keep one scheduler for each digest, in step with file and commands', async () => {
  const file = [aDigest({ timeZone: 'Europe/Berlin' })];
  const open = await openDigests(file);
  const morning = { key: 'due-morning', pattern: '0 9 * * *', tz: 'Europe/Berlin' };
  const shown = (expected: object[]) =>
    vi.waitFor(async () => expect(await open.schedulers()).toEqual(expect.arrayContaining(expected)), {
      timeout: 40_000,
      interval: 200,
    });
  await shown([morning]);
  await open.digests.add(aDigest({ name: 'evening', cron: '0 18 * * 1-5' }));
  await open.digests.note('morning', { pause: { by: 'U0ANN', atMs: 1 } });
  const evening = { key: 'due-evening', pattern: '0 18 * * 1-5', tz: 'UTC' };
  await vi.waitFor(async () => expect(await open.schedulers()).toEqual([evening]), {
    timeout: 40_000,
    interval: 200,
  });
  await open.close();
});

it('a due time comes once over two workers: one sweep, one message', async () => {
  const open = await openDigests([]);
  // Due at each full minute; known since two minutes ago, so that one was missed.
  const everyMinute = aDigest({ cron: '* * * * *', healthy: 'line' });
  const schedule = JSON.stringify([everyMinute.cron, everyMinute.timeZone, null, true]);
  const sinceMs = Date.now() - 120_000;
  await open.digests.note('morning', { progress: { schedule, sinceMs, handledMs: sinceMs } });
  await open.digests.add(everyMinute);
  await vi.waitFor(() => expect(open.slack.posted.length).toBeGreaterThan(0), {
    timeout: 55_000,
    interval: 100,
  });
  const marks = open.slack.posted.map(({ mark }) => mark);
  expect(new Set(marks).size).toBe(marks.length);
  expect(open.slack.posted[0]?.message.text).toMatch(/^Digest morning: all 2 services are healthy/);
  const published = await open.world.noted('published');
  expect(new Set(published).size).toBe(published.length);
  await open.close();
});
