import { describe, expect, it, vi } from 'vitest';
import { openWorld, type ShortWindow, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';
import { startWorkerProcess, type WorkerProcess } from './fixtures/worker-process.ts';

/** A killed worker's lock and the next look for stalled jobs take about 20 seconds; the rest is for a busy machine. */
const poll = { timeout: 90_000, interval: 20 };
const patience = { timeout: 120_000 };

// Each has a Redis of its own, and most of the time waits for the lock of a killed worker to run out: so they wait together.
describe.concurrent('a check whose worker is killed', patience, () => {
  it('between two captures is finished by another: every capture once, one answer', async () => {
    await during(
      { points: 4, everyMs: 1_500, graceMs: 90_000 },
      async ({ world, startProcess, takeOver }) => {
        const first = await startProcess('answer');
        await world.request({ id: 'abcdef' });
        await captured(world, 2);
        await first.kill();
        await takeOver();
        await isDone(world);
        expect((await captures(world)).sort()).toEqual(everyCollection(4 + again));
      },
    );
  });

  it('in the middle of a capture is finished by another', async () => {
    await during({ points: 2, everyMs: 100, graceMs: 90_000 }, async ({ world, startProcess, takeOver }) => {
      const first = await startProcess('hang');
      await world.request({ id: 'abcdef' });
      await vi.waitFor(async () => expect(await captures(world)).toHaveLength(2), poll);
      await first.kill();
      await takeOver();
      await isDone(world);
      // Each target hung in one capture until the kill, which the other waited for; then the second worker asked for both.
      expect((await captures(world)).sort()).toEqual(
        [...everyCollection(1), ...everyCollection(2 + again)].sort(),
      );
      expect((await world.store.get('abcdef'))?.captured).toBe(2);
    });
  });

  it('together with Redis is finished once both are back', async () => {
    await during(
      { points: 3, everyMs: 500, graceMs: 90_000 },
      async ({ world, server, startProcess, takeOver }) => {
        const first = await startProcess('answer');
        await world.request({ id: 'abcdef' });
        await captured(world, 1);
        await Promise.all([first.kill(), server.kill()]);
        await server.start();
        await takeOver();
        await isDone(world);
        expect(new Set(await captures(world))).toEqual(new Set(['payments-1', 'payments-2']));
        expect((await world.store.get('abcdef'))?.captured).toBe(3);
      },
    );
  });
});

describe('a check whose worker shuts down in the middle of a capture', patience, () => {
  it('is handed back at once and costs no attempt', async () => {
    await during({ points: 2, everyMs: 100, graceMs: 90_000 }, async ({ world, startProcess, takeOver }) => {
      const first = await startProcess('hang');
      await world.request({ id: 'abcdef' });
      const queue = `${world.prefix}:capture`;
      await vi.waitFor(async () => {
        expect(await captures(world)).toHaveLength(2);
        expect(await world.redis.llen(`${queue}:active`)).toBe(2);
      }, poll);
      expect(await first.terminate()).toBe(0);
      const [attempts, active, delayed, waiting] = await Promise.all([
        Promise.all([0, 1].map((point) => world.redis.hget(`${queue}:abcdef-p${point}`, 'atm'))),
        world.redis.lrange(`${queue}:active`, 0, -1),
        world.redis.zrange(`${queue}:delayed`, '0', '-1'),
        world.redis.lrange(`${queue}:wait`, 0, -1),
      ]);
      expect(attempts.map(Number)).toEqual([0, 0]);
      expect(active).toEqual([]);
      expect([...delayed, ...waiting].sort()).toEqual(['abcdef-p0', 'abcdef-p1']);
      await takeOver();
      await isDone(world);
    });
  });
});

describe('a check during which Redis is killed', patience, () => {
  it('is finished once Redis is back with its append-only file, every capture once', async () => {
    await during({ points: 3, everyMs: 1_500, graceMs: 90_000 }, async ({ world, server, takeOver }) => {
      await takeOver();
      await world.request({ id: 'abcdef' });
      await captured(world, 1);
      await server.kill();
      await server.start();
      await isDone(world);
      expect((await captures(world)).sort()).toEqual(everyCollection(3 + again));
    });
  });
});

type Scene = {
  readonly server: PrivateRedis;
  readonly world: World;
  startProcess(targets: 'answer' | 'hang'): Promise<WorkerProcess>;
  /** Starts workers that answer, in this process. */
  takeOver(): Promise<void>;
};

/** A Redis that keeps everything on disk, a world in it and worker processes; all of it is gone after the test. */
async function during(window: ShortWindow, test: (scene: Scene) => Promise<void>): Promise<void> {
  const server = await startPrivateRedis({ appendOnly: true });
  const world = openWorld({ url: server.url, window });
  const processes: WorkerProcess[] = [];
  const here: { close(): Promise<void> }[] = [];
  const startProcess = async (targets: 'answer' | 'hang') => {
    const worker = await startWorkerProcess({ url: server.url, prefix: world.prefix, targets, window });
    processes.push(worker);
    return worker;
  };
  const takeOver = async () => {
    here.push(await world.startWorkers());
  };
  try {
    await test({ server, world, startProcess, takeOver });
  } finally {
    await Promise.all(processes.map((worker) => worker.kill()));
    await Promise.all(here.map((workers) => workers.close()));
    await world.close();
    await server.remove();
  }
}

async function captured(world: World, points: number): Promise<void> {
  await vi.waitFor(
    async () => expect((await world.store.get('abcdef'))?.captured).toBeGreaterThanOrEqual(points),
    poll,
  );
}

async function isDone(world: World): Promise<void> {
  await vi.waitFor(async () => expect((await world.store.get('abcdef'))?.state).toBe('done'), poll);
  await vi.waitFor(async () => expect(await world.jobKeys('abcdef')).toEqual([]), poll);
  expect(await world.noted('published')).toEqual(['abcdef']);
}

/** A base that is answered has a second collection forced. */
const again = 1;

/** Replicas in the order of their forced collections. */
async function captures(world: World): Promise<string[]> {
  const asked = await world.noted('asked');
  return asked.filter((entry) => entry.includes('gc=1')).map((entry) => entry.split(' ')[0] ?? '');
}

function everyCollection(count: number): string[] {
  return Array.from({ length: count }, () => ['payments-1', 'payments-2'])
    .flat()
    .sort();
}
