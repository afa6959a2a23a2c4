import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TargetClient } from '../../src/check/target.ts';
import { openWorld, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';
import { startWorkerProcess } from './fixtures/worker-process.ts';

/** Three batches of capture jobs. */
const replicas = 70;
const batches = ['', '-1', '-2'];
const window = { points: 4, everyMs: 400, graceMs: 90_000 };
const poll = { timeout: 90_000, interval: 20 };

let server: PrivateRedis;
let world: World;
let stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  world = openWorld({ url: server.url, window, replicas });
});
afterEach(async () => {
  for (const close of stop) await close();
  stop = [];
  await world.close();
});

async function startWorkers(...how: Parameters<World['startWorkers']>): Promise<void> {
  stop.push((await world.startWorkers(...how)).close);
}

async function isDone(): Promise<void> {
  await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.state).toBe('done'), poll);
  await vi.waitFor(async () => expect(await world.jobKeys('abcdef')).toEqual([]), poll);
  expect(await world.noted('published')).toEqual(['abcdef']);
}

/** How often each replica was asked for this. */
async function asked(endpoint: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const entry of await world.noted('asked')) {
    const [replica = '', its] = entry.split(' ');
    if (its === endpoint) counts.set(replica, (counts.get(replica) ?? 0) + 1);
  }
  return counts;
}

const everyReplica = (count: number) =>
  new Map(Array.from({ length: replicas }, (_, index) => [`payments-${index + 1}`, count]));

const captureJobs = async () =>
  (await world.redis.keys(`${world.prefix}:capture:abcdef-*`))
    .map((key) => /abcdef-p\d+(?:-\d+)?$/.exec(key)?.[0])
    .filter((id) => id !== undefined)
    .sort();

describe('a check of more replicas than one capture job takes', { timeout: 120_000 }, () => {
  it('waits for its next time point with one job for each batch', async () => {
    await world.close();
    world = openWorld({ url: server.url, window: { ...window, everyMs: 600_000 }, replicas });
    await startWorkers();
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.captured).toBe(1), poll);
    await vi.waitFor(
      async () => expect(await captureJobs()).toEqual(batches.map((batch) => `abcdef-p1${batch}`)),
      poll,
    );
  });

  it('captures every replica at every point once', async () => {
    await startWorkers();
    await world.request({ id: 'abcdef' });
    await isDone();
    expect(await asked('goroutine')).toEqual(everyReplica(4));
    expect(await world.store.get('abcdef')).toMatchObject({ captured: 4, points: 4 });
    const outcomes = await world.redis.keys(`${world.prefix}:test:profiles:abcdef:*:outcome`);
    expect(outcomes).toHaveLength(replicas * 4);
  });

  it('is captured by several workers at the same time', async () => {
    const workers = new Set<number>();
    const targetsOf = (worker: number): TargetClient => ({
      fetch: async (request) => {
        workers.add(worker);
        await vi.waitFor(() => expect(workers.size).toBe(2), poll);
        return world.deps.targets.fetch(request);
      },
    });
    await startWorkers({ targets: targetsOf(1) }, { capture: 1 });
    await startWorkers({ targets: targetsOf(2) }, { capture: 1 });
    await world.request({ id: 'abcdef' });
    await isDone();
    expect(await asked('goroutine')).toEqual(everyReplica(4));
  });

  it('whose worker is killed in the middle of its captures is finished by another', async () => {
    const hanging = await startWorkerProcess({
      url: server.url,
      prefix: world.prefix,
      targets: 'hang',
      window,
      replicas,
    });
    stop.push(hanging.kill);
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect(await world.noted('asked')).toHaveLength(replicas), poll);
    await hanging.kill();
    await startWorkers();
    await isDone();
    expect(await asked('goroutine')).toEqual(everyReplica(4));
    expect((await world.store.get('abcdef'))?.captured).toBe(4);
  });

  it('goes on with a batch whose capture could not even begin, and so could not add the next', async () => {
    await startWorkers();
    await world.request({ id: 'abcdef' });
    const job = `${world.prefix}:capture:abcdef-p1-1`;
    await vi.waitFor(async () => expect(await world.redis.exists(job)).toBe(1), {
      timeout: 10_000,
      interval: 5,
    });
    await world.redis.hset(job, 'data', '{}');
    await isDone();
    expect((await world.store.get('abcdef'))?.captured).toBe(4);
    const counts = [...(await asked('goroutine')).values()].sort();
    const broken = counts.filter((count) => count === 3).length;
    expect(broken).toBeGreaterThan(0);
    expect(broken).toBeLessThan(replicas / 2);
    expect(counts.filter((count) => count === 4)).toHaveLength(replicas - broken);
  });

  it('that is cancelled leaves no job of any batch, and asks no target again', async () => {
    await startWorkers();
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.captured).toBe(1), poll);
    await world.store.setState('abcdef', 'cancelled');
    await world.queue.cancel('abcdef');
    const entries = await world.noted('asked');
    await vi.waitFor(async () => expect(await world.jobKeys('abcdef')).toEqual([]), poll);
    expect(await world.noted('asked')).toEqual(entries);
    expect(await world.noted('published')).toEqual([]);
  });
});
