import type { Redis } from 'ioredis';

/** Whether the connection takes commands now or within the time, so that nothing is sent into a connection that is down. */
export function whenReady(redis: Redis, withinMs: number): Promise<boolean> {
  if (redis.status === 'ready') return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(false), withinMs);
    const ready = () => settle(true);
    redis.once('ready', ready);
    function settle(answer: boolean): void {
      clearTimeout(timer);
      redis.off('ready', ready);
      resolve(answer);
    }
  });
}
