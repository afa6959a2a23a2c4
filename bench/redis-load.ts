import type { Redis } from 'ioredis';

export type RedisLoad = { readonly usedBytes: number; readonly cpuMs: number; readonly commands: number };

export async function redisLoad(redis: Redis): Promise<RedisLoad> {
  return redisLoadOfInfo(await redis.info());
}

/** Of the answer to INFO: memory in use, processor time and commands since the server began. */
export function redisLoadOfInfo(info: string): RedisLoad {
  const field = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)\\r?$`, 'm').exec(info)?.[1]);
  return {
    usedBytes: field('used_memory'),
    cpuMs: (field('used_cpu_user') + field('used_cpu_sys')) * 1_000,
    commands: field('total_commands_processed'),
  };
}
