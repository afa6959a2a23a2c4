import { Queue } from 'bullmq';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { DigestDeps } from '../../jobs/start-digests.ts';
import { checkStoreIn } from '../../src/check/workspaces/check-store-in.ts';
import { checkQueueIn } from '../../src/check/workspaces/queues-in.ts';
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
afterAll(() => server.remove());

it('digests of one name are made in both workspaces, each in its own; in one that is gone, none', async () => {
  const world = openWorld({ url: server.url });
  const { redis, prefix } = world;
  const served = ['T0ACME', 'T0BETA'];
  const postLog = createRedisPostLog({ redis, prefix });
  const teams = Object.fromEntries(
    [...served, 'T0GONE'].map((team) => {
      const slack = memoryPoster();
      const deps: DigestDeps = {
        services: [service({ name: 'payments', defaultWindowMs: 10_000 })],
        store: checkStoreIn(world.store, team),
        queue: checkQueueIn(world.queue, team),
        incidents: memoryIncidents(),
        postLog,
        poster: slack.poster,
        profiles: memoryProfiles(),
        clock: Date.now,
        logger: memoryLogger(),
        digestsOfFile: [],
        digests: createRedisDigestStore({ redis, prefix, team }),
        drawGrowth: async () => new Uint8Array([1]),
      };
      return [team, { slack, deps }] as const;
    }),
  );
  const of = (team: string | undefined) => {
    const found = teams[team ?? ''];
    if (found === undefined) throw new Error(`asked for the workspace ${team}`);
    return found;
  };
  // Due at each full minute; known since two minutes ago, so that one was missed.
  const everyMinute = aDigest({ cron: '* * * * *' });
  const schedule = JSON.stringify([everyMinute.cron, everyMinute.timeZone, null, true]);
  const sinceMs = Date.now() - 120_000;
  for (const { deps } of Object.values(teams)) {
    await deps.digests.note('morning', { progress: { schedule, sinceMs, handledMs: sinceMs } });
    await deps.digests.add(everyMinute);
  }
  const workers = await world.startWorkers(
    {},
    { digests: { in: (team) => of(team).deps, teams: async () => served } },
  );
  const queue = new Queue('digest', { connection: { url: server.url }, prefix });
  for (const team of served) {
    await vi.waitFor(() => expect(of(team).slack.posted.length).toBeGreaterThan(0), {
      timeout: 55_000,
      interval: 100,
    });
    const [first] = of(team).slack.posted;
    expect(first?.mark).toContain(`digest-${team}-morning-`);
    expect(first?.message.text).toMatch(/^Digest morning:/);
    const checks = await of(team).deps.store.history({ service: undefined, limit: 9 });
    expect(new Set(checks.map((check) => check.team))).toEqual(new Set([team]));
  }
  expect(of('T0GONE').slack.posted).toEqual([]);
  const keys = (await queue.getJobSchedulers(0, -1, true)).map(({ key }) => key);
  expect(keys.filter((key) => key.startsWith('due-')).sort()).toEqual([
    'due-T0ACME-morning',
    'due-T0BETA-morning',
  ]);
  await workers.close();
  await queue.close();
  await world.close();
});
