import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PostError } from '../../src/check/poster.ts';
import { TargetError } from '../../src/check/target-error.ts';
import { openWorld, type ShortWindow, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;
let world: World;
let stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(() => {
  world = openWorld({ url: server.url });
});
afterEach(async () => {
  for (const close of stop) await close();
  stop = [];
  await world.close();
});

async function startWorkers(changed: Parameters<World['startWorkers']>[0] = {}): Promise<void> {
  const workers = await world.startWorkers(changed);
  stop.push(workers.close);
}

async function reopen(window: ShortWindow): Promise<void> {
  await world.close();
  world = openWorld({ url: server.url, window });
}

async function ended(id: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect((await world.store.get(id))?.state).toBe(state), {
    timeout: 20_000,
    interval: 20,
  });
  await vi.waitFor(async () => expect(await world.jobKeys(id)).toEqual([]), { timeout: 5_000, interval: 20 });
}

async function captured(id: string, points: number): Promise<void> {
  await vi.waitFor(async () => expect((await world.store.get(id))?.captured).toBeGreaterThanOrEqual(points), {
    timeout: 10_000,
    interval: 5,
  });
}

async function captureJobs(id: string): Promise<string[]> {
  const keys = await world.redis.keys(`${world.prefix}:capture:${id}-p*`);
  return keys.filter((key) => /-p\d+$/.test(key)).sort();
}

/** Beyond its three profiles a replica is asked at head for the runtime's leak profile; these have no stacks to name. */
const atHead = 1;
/** And at base for a second collection, which tells how heavy its churn is. */
const atBase = 1;

describe('a check', () => {
  it('captures every replica at every point, is published once, and leaves no job', async () => {
    await startWorkers();
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');

    const asked = await world.noted('asked');
    expect(asked).toHaveLength(2 * (3 * 3 + atBase + atHead));
    expect(asked.filter((entry) => entry === 'payments-2 heap?gc=1&debug=1')).toHaveLength(3 + atBase);
    expect(await world.noted('published')).toEqual(['abcdef']);
    expect(await world.store.get('abcdef')).toMatchObject({
      captured: 3,
      points: 3,
      replicas: ['payments-1', 'payments-2'],
      outcome: { verdict: 'healthy' },
    });
    expect(await world.store.reserve({ id: 'bcdefg', service: 'payments', windowMs: 10_000 })).toBe(true);
  });

  it('is read ahead once, beside its last capture, and a failure of that harms nothing', async () => {
    const isComplete: boolean[] = [];
    const { analyser } = world.deps;
    const readAhead = async ({ check }: { readonly check: string }) => {
      isComplete.push((await world.store.get(check))?.captured === 3);
      throw new Error('disk gone');
    };
    await startWorkers({ analyser: { ...analyser, readAhead } });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');
    expect(isComplete).toEqual([false]);
  });

  it('that may force no collection forces none, in whichever job', async () => {
    const { planCheck } = world.deps;
    await startWorkers({ planCheck: (request) => ({ ...planCheck(request), gc: false }) });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');
    const asked = await world.noted('asked');
    expect(asked).toHaveLength(2 * 3 * 3);
    expect(asked.filter((entry) => /gc=1|goroutineleak/.test(entry))).toEqual([]);
    expect(asked.filter((entry) => entry === 'payments-1 heap?debug=1')).toHaveLength(3);
  });

  it('is one job however often it is added', async () => {
    await world.request({ id: 'abcdef' });
    await Promise.all(
      [1, 2, 3].map(() => world.queue.add({ id: 'abcdef', service: 'payments', windowMs: 10_000 })),
    );
    expect(await world.queue.counts()).toMatchObject({ waiting: 1, delayed: 0, active: 0 });
    expect(await world.jobKeys('abcdef')).toEqual([`${world.prefix}:check:abcdef`]);
  });

  it('keeps another of the same service and window out of the queue', async () => {
    await world.request({ id: 'abcdef' });
    const second = world.queue.add({ id: 'bcdefg', service: 'payments', windowMs: 10_000 });
    await expect(second).rejects.toThrow('another check of payments');
    await world.queue.add({ id: 'cdefgh', service: 'payments', windowMs: 20_000 });
    expect((await world.queue.counts()).waiting).toBe(2);
    expect(await world.jobKeys('bcdefg')).toEqual([]);
  });

  it('does not wait for the job of one that has ended', async () => {
    await world.request({ id: 'abcdef' });
    await world.store.setState('abcdef', 'failed');
    await world.request({ id: 'bcdefg' });
    await startWorkers();
    await ended('bcdefg', 'done');
    expect(await world.noted('published')).toEqual(['bcdefg']);
    expect(await world.jobKeys('abcdef')).toEqual([]);
  });

  it('is asked again where a replica may answer next time, and loses no point by it', async () => {
    let failures = 0;
    await startWorkers({
      targets: {
        fetch: async (request) => {
          if (request.target.name === 'payments-1' && failures++ < 3) {
            throw new TargetError({
              code: 'refused',
              target: 'payments-1',
              message: 'refused',
              nextStep: 'start it',
            });
          }
          return world.deps.targets.fetch(request);
        },
      },
    });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');
    expect(await world.noted('asked')).toHaveLength(2 * (3 * 3 + atBase + atHead));
  });

  it('goes on without a replica that hangs past the deadline, which says so in its outcome', async () => {
    await reopen({ points: 3, everyMs: 100, graceMs: 700 });
    await startWorkers({
      targets: {
        fetch: (request) =>
          request.target.name === 'payments-1'
            ? new Promise(() => undefined)
            : world.deps.targets.fetch(request),
      },
    });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');
    const bytes = await world.deps.profiles.get({ check: 'abcdef', replica: 0, point: 0, file: 'outcome' });
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ ok: false, code: 'timeout' });
    expect((await world.store.get('abcdef'))?.captured).toBe(3);
  });

  it('goes on when capture jobs fail for good, one after the other', async () => {
    await reopen({ points: 4, everyMs: 100, graceMs: 400 });
    const { profiles } = world.deps;
    await startWorkers({
      profiles: {
        ...profiles,
        put: (ref, bytes) =>
          ref.point < 2 ? Promise.reject(new Error('no space left on device')) : profiles.put(ref, bytes),
      },
    });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');
    expect(await world.noted('published')).toEqual(['abcdef']);
    expect((await world.store.get('abcdef'))?.captured).toBe(4);
  });

  it('has one capture job at a time, however many time points it has', async () => {
    await reopen({ points: 5, everyMs: 400, graceMs: 5_000 });
    await startWorkers();
    await world.request({ id: 'abcdef' });
    await captured('abcdef', 2);
    await vi.waitFor(
      async () => expect(await captureJobs('abcdef')).toEqual([expect.stringMatching(/abcdef-p[2-4]$/)]),
      { interval: 5 },
    );
    await ended('abcdef', 'done');
    expect((await world.store.get('abcdef'))?.captured).toBe(5);
  });

  it('does not wait with the next capture for one that hangs', async () => {
    await reopen({ points: 3, everyMs: 200, graceMs: 30_000 });
    await startWorkers({ targets: { fetch: () => new Promise(() => undefined) } });
    await world.request({ id: 'abcdef' });
    await vi.waitFor(async () => expect(await captureJobs('abcdef')).toHaveLength(3), { timeout: 5_000 });
    expect((await world.store.get('abcdef'))?.captured).toBe(0);
    await world.store.setState('abcdef', 'cancelled');
    await world.queue.cancel('abcdef');
    await ended('abcdef', 'cancelled');
  });

  it('goes on when a capture could not even begin, and so could not add the next', async () => {
    await reopen({ points: 4, everyMs: 400, graceMs: 5_000 });
    await startWorkers();
    await world.request({ id: 'abcdef' });
    await captured('abcdef', 1);
    const job = `${world.prefix}:capture:abcdef-p1`;
    await vi.waitFor(async () => expect(await world.redis.exists(job)).toBe(1), { interval: 5 });
    await world.redis.hset(job, 'data', '{}');
    await ended('abcdef', 'done');
    expect((await world.store.get('abcdef'))?.captured).toBe(4);
    expect(await world.noted('asked')).toHaveLength(2 * (3 * 3 + atBase + atHead));
  });

  it('answers in its thread when the analysis keeps failing', async () => {
    await startWorkers({ analyser: { analyse: () => Promise.reject(new Error('out of memory')) } });
    const check = await world.request({ id: 'abcdef' });
    await ended('abcdef', 'failed');
    expect(await world.noted('failed')).toEqual([
      'abcdef the captures were taken, but their analysis failed.',
    ]);
    expect(await world.noted('published')).toEqual([]);
    expect(await world.store.running(check.service, check.windowMs)).toBeUndefined();
  });

  it('answers in its thread when this worker does not know the service', async () => {
    await startWorkers({ findService: () => undefined });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'failed');
    expect(await world.noted('failed')).toHaveLength(1);
    expect(await world.noted('asked')).toEqual([]);
  });

  it('ends as failed when Slack refuses its report and the apology too', async () => {
    const refuse = () =>
      Promise.reject(new PostError({ kind: 'refused', code: 'is_archived', message: 'archived' }));
    await startWorkers({ publisher: { ...world.deps.publisher, publish: refuse, fail: refuse } });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'failed');
  });

  it('is published once Slack has room again', async () => {
    let limited = 0;
    const { publisher } = world.deps;
    await startWorkers({
      publisher: {
        ...publisher,
        publish: (check, plan) =>
          limited++ < 2
            ? Promise.reject(new PostError({ kind: 'limited', message: 'slow down', retryAfterMs: 1 }))
            : publisher.publish(check, plan),
      },
    });
    await world.request({ id: 'abcdef' });
    await ended('abcdef', 'done');
    expect(await world.noted('published')).toEqual(['abcdef']);
  });

  it('is worked on beside two hundred others, each published once', async () => {
    await reopen({ points: 2, everyMs: 300, graceMs: 20_000 });
    const ids = Array.from({ length: 200 }, (_, index) => `many${100 + index}`);
    await Promise.all(ids.map((id) => world.request({ id, service: `service-${id}` })));
    await startWorkers();
    await vi.waitFor(async () => expect(await world.store.unfinished()).toEqual([]), {
      timeout: 40_000,
      interval: 200,
    });
    expect((await world.noted('published')).sort()).toEqual(ids);
    expect(await world.noted('asked')).toHaveLength(200 * 2 * (2 * 3 + atBase + atHead));
    const states = (await world.store.history({ service: undefined, limit: 200 })).map(({ state }) => state);
    expect(states).toEqual(Array.from({ length: 200 }, () => 'done'));
    await vi.waitFor(async () => expect(await world.jobKeys('many')).toEqual([]), { timeout: 5_000 });
  });

  it('that ended before its job ran is not captured', async () => {
    await world.request({ id: 'abcdef' });
    await world.store.setState('abcdef', 'failed');
    await startWorkers();
    await ended('abcdef', 'failed');
    expect(await world.noted('asked')).toEqual([]);
    expect(await world.noted('failed')).toEqual([]);
  });
});
