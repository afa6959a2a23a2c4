import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BotProcess } from '../../lab/bot-process.ts';
import { startReplay } from '../../lab/replay-target.ts';
import { startPrivateRedis as startSharedRedis } from '../../scripts/private-redis.mjs';
import { type PrivateRedis, startPrivateRedis } from '../integration/fixtures/private-redis.ts';
import { answer, openStage, places, reply, roots, type Stage, told } from './fixtures/stage.ts';

/** Bots, workers and Redis that die in the middle of a check, each in a workspace of its own, all at the same time. */
let redisUrl: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startSharedRedis();
  redisUrl = redis.url;
  closing.push(() => redis.stop());
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function open(url: string = redisUrl): Promise<Stage> {
  const target = await startReplay({ service: 'orders', replica: 'orders-1' });
  const stage = await openStage({
    redisUrl: url,
    services: { orders: { targets: { 'orders-1': target.url } } },
  });
  closing.push(
    () => target.stop(),
    () => stage.close(),
  );
  return stage;
}

function ask(stage: Stage) {
  return stage.workspace.runCommand({ user: 'ann', channel: places.orders, text: 'orders 10s' });
}

/** Waits until this many of the check's five time points are over. */
function captured(stage: Stage, points: number): Promise<unknown> {
  return vi.waitFor(
    async () => {
      const [key] = await stage.redis.keys(`${stage.prefix.replace(/[{}]/g, '\\$&')}:store:check:*`);
      const done = key === undefined ? null : await stage.redis.hget(key, 'captured');
      expect(Number(done)).toBeGreaterThanOrEqual(points);
    },
    { timeout: 100_000, interval: 50 },
  );
}

function kill(one: BotProcess): void {
  process.kill(one.pid, 'SIGKILL');
}

/** The check has its verdict, and everything of it is in the thread exactly once. */
async function endsWithOneVerdict(stage: Stage): Promise<string> {
  const { root: at, ending } = await answer(stage, places.orders);
  // On a busy machine the replacement may come too late for some captures: then the thread says that, and what to do.
  expect(ending).toMatch(/leak|suspect|healthy|inconclusive/);
  await reply(stage, at, /\[file: report\.json/);
  await reply(stage, at, /\[image: Live heap of 1 replica/);
  const thread = stage.workspace.threadAsText(at.channel, at.ts);
  if (ending === 'inconclusive') expect(thread).toMatch(missedCaptures);
  expect(roots(stage, places.orders)).toHaveLength(1);
  for (const once of [
    /@ann \*(Leak|Suspect|Healthy|Inconclusive): /g,
    /\[image: Live heap/g,
    /\[file: report\.json/g,
    /Cost of this check/g,
  ]) {
    expect(thread.match(once) ?? [], `${once} in\n${thread}`).toHaveLength(1);
  }
  await vi.waitFor(async () => expect(await stage.leftInRedis()).toEqual([]), {
    timeout: 30_000,
    interval: 100,
  });
  return thread;
}

const missedCaptures =
  /orders-1 \(.*capture.*\): orders-1 was not asked in time.*Next step:.* Check that leakcheck workers were running/;

describe('a check is finished', () => {
  it.concurrent('by another worker when one is killed between two captures', async () => {
    const stage = await open();
    const [, first] = await Promise.all([stage.start('bot'), stage.start('worker')]);
    await ask(stage);
    await captured(stage, 1);
    await stage.start('worker');
    await captured(stage, 2);
    kill(first);
    await endsWithOneVerdict(stage);
  });

  it.concurrent('by a worker that comes seconds after the bot and the only worker were killed', async () => {
    const stage = await open();
    const [bot, first] = await Promise.all([stage.start('bot'), stage.start('worker')]);
    await ask(stage);
    await captured(stage, 2);
    kill(first);
    kill(bot);
    await pause(3_000);
    await stage.start('worker');
    await endsWithOneVerdict(stage);
  });
});

describe('a check gets its one answer', () => {
  it.concurrent('when the whole bot is told to stop in the middle, and a new one is started', async () => {
    const stage = await open();
    const first = await stage.start();
    await ask(stage);
    await captured(stage, 2);
    await first.stop();
    expect(await first.ended.catch((error: Error) => error.message)).toMatch(/^the bot ended \(0\)/);
    await stage.start();
    await endsWithOneVerdict(stage);
  });

  it.concurrent('when Redis is gone at start: people are told so, and the first check after it came is as any', async () => {
    const redis = await crashing();
    await redis.kill();
    const stage = await open(redis.url);
    stage.launch();
    await stage.workspace.waitFor(({ connected }) => connected() > 0, { timeoutMs: 100_000 });
    expect(await ask(stage)).toMatchObject({ ok: true });
    await told(
      stage,
      { channel: places.orders },
      /The queue of leakcheck cannot be reached[\s\S]*Next step: /,
    );
    expect(roots(stage, places.orders)).toEqual([]);
    await redis.start();
    await vi.waitFor(
      async () => {
        await ask(stage);
        expect(roots(stage, places.orders)).toHaveLength(1);
      },
      { timeout: 30_000, interval: 1_000 },
    );
    await endsWithOneVerdict(stage);
  });

  it.concurrent('when Redis is killed in the middle and started again', async () => {
    const redis = await crashing();
    const stage = await open(redis.url);
    await Promise.all([stage.start('bot'), stage.start('worker')]);
    await ask(stage);
    await captured(stage, 2);
    await redis.kill();
    await pause(2_000);
    await redis.start();
    await endsWithOneVerdict(stage);
  });
});

/** A Redis that keeps what it knows when it crashes, as the compose file runs it. */
async function crashing(): Promise<PrivateRedis> {
  const redis = await startPrivateRedis({ appendOnly: true });
  closing.push(() => redis.remove());
  return redis;
}
