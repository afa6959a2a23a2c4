import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorld, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';
import { startWorkerProcess, type WorkerProcess } from './fixtures/worker-process.ts';

let server: PrivateRedis;
let world: World;
let stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  world = openWorld({ url: server.url, window: { points: 5, everyMs: 400, graceMs: 5_000 } });
});
afterEach(async () => {
  for (const close of stop) await close();
  stop = [];
  await world.close();
});

const poll = { timeout: 10_000, interval: 10 };

async function cancel(id: string): Promise<void> {
  await world.store.setState(id, 'cancelled');
  await world.queue.cancel(id);
}

/** Nothing is left to ask anyone, so a target that would be asked later has no job to be asked by. */
async function nothingIsLeft(id: string): Promise<void> {
  await vi.waitFor(async () => expect(await world.jobKeys(id)).toEqual([]), poll);
  const { waiting, delayed, active } = await world.queue.counts();
  expect({ waiting, delayed, active }).toEqual({ waiting: 0, delayed: 0, active: 0 });
  expect(await world.noted('published')).toEqual([]);
  expect(await world.noted('failed')).toEqual([]);
}

describe('cancelling a check', () => {
  it('removes it before any worker has seen it', async () => {
    await world.request({ id: 'abcdef' });
    await cancel('abcdef');
    await nothingIsLeft('abcdef');
    const workers = await world.startWorkers();
    stop.push(workers.close);
    expect(await world.noted('asked')).toEqual([]);
  });

  it('between two captures leaves no job and asks no target again', async () => {
    stop.push((await world.startWorkers()).close);
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.captured).toBe(2), poll);
    await cancel('abcdef');
    const asked = await world.noted('asked');
    await nothingIsLeft('abcdef');
    expect(await world.noted('asked')).toEqual(asked);
  });

  it('aborts a capture that is waiting for a target', async () => {
    let aborted: unknown;
    stop.push(
      (
        await world.startWorkers({
          targets: {
            fetch: ({ signal }) =>
              new Promise((_, reject) => {
                void world.note('asked', 'hanging');
                signal.addEventListener('abort', () => {
                  aborted = signal.reason;
                  reject(signal.reason);
                });
              }),
          },
        })
      ).close,
    );
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect(await world.noted('asked')).toHaveLength(2), poll);
    await cancel('abcdef');
    await nothingIsLeft('abcdef');
    expect(aborted).toMatchObject({ name: 'CheckCancelledError' });
    expect(await world.noted('asked')).toHaveLength(2);
  });

  it('while it is analysed posts no verdict', async () => {
    let analysing = false;
    stop.push(
      (
        await world.startWorkers({
          analyser: {
            analyse: (_plan, signal) => {
              analysing = true;
              return new Promise((_, reject) => {
                signal.addEventListener('abort', () => reject(signal.reason));
              });
            },
          },
        })
      ).close,
    );
    await world.request({ id: 'abcdef' });
    await vi.waitFor(() => expect(analysing).toBe(true), poll);
    await cancel('abcdef');
    await nothingIsLeft('abcdef');
  });

  it('is heeded whenever it comes while the captures are being added', async () => {
    stop.push((await world.startWorkers()).close);
    const ids = Array.from({ length: 30 }, (_, index) => `cancel${100 + index}`);
    await Promise.all(
      ids.map(async (id, index) => {
        await world.request({ id, service: `service-${id}` });
        await new Promise((resolve) => setTimeout(resolve, index * 3));
        await cancel(id);
      }),
    );
    await nothingIsLeft('cancel');
  });
});

describe('cancelling a check that another process works on', () => {
  let other: WorkerProcess;

  it('stops it there, and no process asks a target again', async () => {
    other = await startWorkerProcess({ url: server.url, prefix: world.prefix, targets: 'hang' });
    stop.push(other.kill);
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect(await world.noted('asked')).toHaveLength(2), poll);
    stop.push((await world.startWorkers()).close);
    await cancel('abcdef');
    await nothingIsLeft('abcdef');
    expect(await world.noted('asked')).toHaveLength(2);
    expect(await world.noted('aborted')).toEqual(['CheckCancelledError', 'CheckCancelledError']);
  });
});
