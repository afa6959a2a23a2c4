import type { Redis } from 'ioredis';

/** Longer than the longest window and its retries, so that no job of the check can outlive its flag. */
const flagKeepsMs = 3 * 24 * 60 * 60 * 1_000;

/** Marks a check as cancelled for every process, for as long as any of its jobs could still exist. */
export async function flagCancelled(redis: Redis, prefix: string, check: string): Promise<void> {
  await redis.set(flagKey(prefix, check), '1', 'PX', flagKeepsMs);
}

export async function isFlaggedCancelled(redis: Redis, prefix: string, check: string): Promise<boolean> {
  return (await redis.exists(flagKey(prefix, check))) === 1;
}

/** Tells every process to stop what it runs of the check: `Worker.cancelJob` reaches its own process only. */
export async function announceCancel(redis: Redis, prefix: string, check: string): Promise<void> {
  await redis.publish(channel(prefix), check);
}

/**
 * Calls `onCancel` with the id of each check that is cancelled anywhere. A message is lost while the connection is down,
 * so after every reconnection `onReconnect` is called, for the flags to be read.
 */
export async function watchCancels(
  subscriber: Redis,
  prefix: string,
  listeners: { onCancel(check: string): void; onReconnect(): void },
): Promise<void> {
  subscriber.on('message', (_channel: string, check: string) => listeners.onCancel(check));
  await subscriber.subscribe(channel(prefix));
  subscriber.on('ready', () => listeners.onReconnect());
}

function flagKey(prefix: string, check: string): string {
  return `${prefix}:cancelled:${check}`;
}

function channel(prefix: string): string {
  return `${prefix}:cancel`;
}
