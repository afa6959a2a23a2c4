import type { Redis } from 'ioredis';

/** What a Redis says of itself; undefined is what it keeps to itself, as managed ones do. */
export type RedisFacts = {
  readonly product: 'Redis' | 'Valkey' | 'Dragonfly';
  readonly version: string | undefined;
  readonly evictionPolicy: string | undefined;
  readonly appendOnly: boolean | undefined;
  readonly appendFailed: boolean;
  /** Whether it keeps snapshots (`save`). */
  readonly snapshots: boolean | undefined;
};

/** Asks INFO, and CONFIG for what INFO does not say. Throws what the connection throws; a refusal is no failure. */
export async function askRedisFacts(redis: Redis): Promise<RedisFacts> {
  const info = readInfo((await orRefused(redis.info())) ?? '');
  const appendOnly = info.get('aof_enabled') ?? yesAsOne(await config(redis, 'appendonly'));
  const save = await config(redis, 'save');
  return {
    ...productOf(info),
    evictionPolicy: info.get('maxmemory_policy') ?? (await config(redis, 'maxmemory-policy')),
    appendOnly: appendOnly === undefined ? undefined : appendOnly === '1',
    appendFailed: info.get('aof_last_write_status') === 'err',
    snapshots: save === undefined ? undefined : save !== '',
  };
}

/** The `key:value` lines of INFO. */
export function readInfo(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 1 || line.startsWith('#') ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  });
  return new Map(pairs);
}

/** Valkey and Dragonfly also give a `redis_version`: the one they are compatible with. */
function productOf(info: ReadonlyMap<string, string>): Pick<RedisFacts, 'product' | 'version'> {
  for (const product of ['Valkey', 'Dragonfly'] as const) {
    const version = info.get(`${product.toLowerCase()}_version`);
    if (version !== undefined) return { product, version: version.replace(/^df-v?/, '') };
  }
  return { product: 'Redis', version: info.get('redis_version') };
}

async function config(redis: Redis, parameter: string): Promise<string | undefined> {
  const answer: unknown = await orRefused(redis.call('CONFIG', 'GET', parameter));
  const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function yesAsOne(value: string | undefined): string | undefined {
  return value === undefined ? undefined : value === 'yes' ? '1' : '0';
}

/** Undefined where Redis refuses the command: renamed, or kept from this user. */
async function orRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}
