import type { Redis } from 'ioredis';

/** One listener a connection, however many callers wait. */
const waiting = new WeakMap<Redis, Promise<boolean>>();

/** Whether the connection takes commands now or within the time, so that nothing is sent into a connection that is down. */
export async function whenReady(redis: Redis, withinMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  return Promise.race([nextReady(redis), late]).finally(() => clearTimeout(timer));
}

function nextReady(redis: Redis): Promise<boolean> {
  const known = waiting.get(redis);
  if (known !== undefined) return known;
  const ready = new Promise<boolean>((resolve) => {
    redis.once('ready', () => {
      waiting.delete(redis);
      resolve(true);
    });
  });
  waiting.set(redis, ready);
  return ready;
}
