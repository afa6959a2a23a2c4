import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type InstallStates, installStateMs } from '../check/workspaces/install-states.ts';
import { onRedis } from './redis-command.ts';

/** States in Redis, so that any bot may finish what another began. `redis` stays the caller's to close. */
export function createRedisInstallStates(options: {
  readonly redis: Redis;
  readonly prefix: string;
}): InstallStates {
  const { redis, prefix } = options;
  // Whoever reads Redis must not be able to finish somebody's installation.
  const at = (state: string) =>
    `${prefix}:store:install-state:${createHash('sha256').update(state).digest('hex')}`;
  return {
    issue: async () => {
      const state = randomBytes(32).toString('base64url');
      await onRedis(redis, () => redis.set(at(state), '1', 'PX', installStateMs));
      return state;
    },
    redeem: async (state) => (await onRedis(redis, () => redis.del(at(state)))) === 1,
  };
}
