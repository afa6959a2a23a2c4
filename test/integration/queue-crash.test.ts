import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorld, type ShortWindow, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';
import { startWorkerProcess } from './fixtures/worker-process.ts';

let server: PrivateRedis;
let world: World;
let stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startPrivateRedis({ appendOnly: true });
});
afterAll(() => server.remove());
afterEach(async () => {
  for (const close of stop) await close();
  stop = [];
  await world.close();
});

const poll = { timeout: 40_000, interval: 20 };
const everyCapture = (points: number) =>
  Array.from({ length: points }, () => ['payments-1', 'payments-2'])
    .flat()
    .sort();

function open(window: ShortWindow): ShortWindow {
  world = openWorld({ url: server.url, window });
  return window;
}

async function captured(points: number): Promise<void> {
  await vi.waitFor(
    async () => expect((await world.store.get('abcdef'))?.captured).toBeGreaterThanOrEqual(points),
    poll,
  );
}

async function isDone(): Promise<void> {
  await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.state).toBe('done'), poll);
  await vi.waitFor(async () => expect(await world.jobKeys('abcdef')).toEqual([]), poll);
  expect(await world.noted('published')).toEqual(['abcdef']);
}

/** Replicas in the order of their forced collections: one entry a capture. */
async function captures(): Promise<string[]> {
  const asked = await world.noted('asked');
  return asked.filter((entry) => entry.includes('gc=1')).map((entry) => entry.split(' ')[0] ?? '');
}

describe('a check whose worker is killed', () => {
  it('between two captures is finished by another: every capture once, one answer', async () => {
    const window = open({ points: 5, everyMs: 500, graceMs: 20_000 });
    const first = await startWorkerProcess({
      url: server.url,
      prefix: world.prefix,
      targets: 'answer',
      window,
    });
    stop.push(first.kill);
    await world.request({ id: 'abcdef' });
    await captured(2);
    await first.kill();
    const second = await startWorkerProcess({
      url: server.url,
      prefix: world.prefix,
      targets: 'answer',
      window,
    });
    stop.push(second.kill);
    await isDone();
    expect((await captures()).sort()).toEqual(everyCapture(5));
  });

  it('in the middle of a capture is finished by another', async () => {
    const window = open({ points: 2, everyMs: 100, graceMs: 50_000 });
    const first = await startWorkerProcess({
      url: server.url,
      prefix: world.prefix,
      targets: 'hang',
      window,
    });
    stop.push(first.kill);
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect(await captures()).toHaveLength(4), poll);
    await first.kill();
    stop.push((await world.startWorkers()).close);
    await isDone();
    // Four were asked of targets that hung until the kill, and each again by the second worker.
    expect((await captures()).sort()).toEqual([...everyCapture(2), ...everyCapture(2)].sort());
    expect((await world.store.get('abcdef'))?.captured).toBe(2);
  });
});

describe('a check whose worker shuts down in the middle of a capture', () => {
  it('is handed back at once and costs no attempt', async () => {
    const window = open({ points: 2, everyMs: 100, graceMs: 50_000 });
    const first = await startWorkerProcess({
      url: server.url,
      prefix: world.prefix,
      targets: 'hang',
      window,
    });
    stop.push(first.kill);
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect(await captures()).toHaveLength(4), poll);
    expect(await first.terminate()).toBe(0);
    const queue = `${world.prefix}:capture`;
    const [attempts, active, delayed, waiting] = await Promise.all([
      world.redis.hget(`${queue}:abcdef-p0`, 'atm'),
      world.redis.lrange(`${queue}:active`, 0, -1),
      world.redis.zrange(`${queue}:delayed`, '0', '-1'),
      world.redis.lrange(`${queue}:wait`, 0, -1),
    ]);
    expect(attempts ?? '0').toBe('0');
    expect(active).toEqual([]);
    expect([...delayed, ...waiting].sort()).toEqual(['abcdef-p0', 'abcdef-p1']);
    stop.push((await world.startWorkers()).close);
    await isDone();
  });
});

describe('a check during which Redis is killed', () => {
  it('is finished once Redis is back with its append-only file', async () => {
    open({ points: 4, everyMs: 500, graceMs: 20_000 });
    stop.push((await world.startWorkers()).close);
    await world.request({ id: 'abcdef' });
    await captured(1);
    await server.kill();
    await server.start();
    await isDone();
    expect((await captures()).sort()).toEqual(everyCapture(4));
  });
});
