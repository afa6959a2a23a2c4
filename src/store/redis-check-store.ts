import type { Redis } from 'ioredis';
import type { Check } from '../check/check.ts';
import type { CheckStore } from '../check/check-store.ts';
import { isEnded } from '../check/is-ended.ts';
import {
  createScript,
  pointDoneScript,
  releaseScript,
  reserveScript,
  setFieldsScript,
  setStateScript,
} from './check-scripts.ts';
import { onRedis } from './redis-command.ts';
import { readStoredCheck, readStoredState, writeStoredCheck } from './stored-check.ts';

/**
 * Checks as Redis hashes with an index of the unfinished ones and a bounded history. Every change is one script. The prefix is
 * in braces, so that all keys lie in one slot of a cluster. `redis` stays the caller's to close.
 */
export function createRedisCheckStore(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: () => number;
}): CheckStore {
  const { redis, clock } = options;
  const base = `${options.prefix}:store`;
  const keys = storeKeys(base);
  const script = (lua: string, keyNames: string[], args: (string | number)[]) =>
    onRedis(redis, async () => Number(await redis.eval(lua, keyNames.length, ...keyNames, ...args)));
  const end = async (id: string, state: string, outcome: string) =>
    (await script(setStateScript, [keys.check(id), keys.unfinished, base], [state, clock(), outcome])) === 1;
  const setFields = async (id: string, fields: Record<string, string>) => {
    await script(setFieldsScript, [keys.check(id)], Object.entries(fields).flat());
  };

  return {
    ping: async () => {
      await onRedis(redis, () => redis.ping());
    },
    create: async (check) => {
      const fields = Object.entries(writeStoredCheck(check)).flat();
      await script(
        createScript,
        [keys.check(check.id), keys.unfinished],
        [check.id, check.requestedAtMs, ...fields],
      );
    },
    get: (id) => onRedis(redis, async () => readStoredCheck(await redis.hgetall(keys.check(id)))),
    isElsewhere: async () => false,
    stateOf: (id) => onRedis(redis, async () => readStoredState(await redis.hget(keys.check(id), 'state'))),
    setState: (id, state) => end(id, state, ''),
    setPlan: (id, { t0Ms, replicas, points }) =>
      setFields(id, { t0Ms: `${t0Ms}`, replicas: JSON.stringify(replicas), points: `${points}` }),
    setRoot: (id, rootTs) => setFields(id, { rootTs }),
    setThread: (id, threadTs) => setFields(id, { threadTs }),
    pointDone: (id, point, batch) =>
      script(pointDoneScript, [keys.check(id)], [`${point}`, batch.index, batch.of]),
    finish: async (id, outcome) => {
      await end(id, 'done', JSON.stringify(outcome));
    },
    running: (service, windowMs, team) =>
      onRedis(redis, async () => {
        const holder = await redis.get(keys.reserved({ service, windowMs, team }));
        if (holder === null) return undefined;
        const check = readStoredCheck(await redis.hgetall(keys.check(holder)));
        return check === undefined || isEnded(check) ? undefined : check;
      }),
    reserve: async (check) => (await script(reserveScript, [keys.reserved(check), base], [check.id])) === 1,
    release: async (check) => {
      await script(releaseScript, [keys.reserved(check)], [check.id]);
    },
    unfinished: () =>
      onRedis(redis, async () =>
        readChecks(redis, keys.check, await redis.zrange(keys.unfinished, '0', '-1')),
      ),
    history: ({ service, limit, team }) =>
      onRedis(redis, async () => {
        const ids = limit < 1 ? [] : await redis.zrevrange(keys.history(service, team), 0, limit - 1);
        return readChecks(redis, keys.check, ids);
      }),
    claim: (key, keepMs) =>
      onRedis(redis, async () => (await redis.set(keys.claim(key), '1', 'PX', keepMs, 'NX')) === 'OK'),
    unclaim: async (key) => {
      await onRedis(redis, () => redis.del(keys.claim(key)));
    },
  };
}

/** Read and parsed so many at a time that captures, which share the thread, do not wait for ten thousand of them. */
const readAtOnce = 100;

/** Checks that have expired since their index was written are left out. */
async function readChecks(redis: Redis, key: (id: string) => string, ids: string[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (let from = 0; from < ids.length; from += readAtOnce) {
    const hashes = await Promise.all(ids.slice(from, from + readAtOnce).map((id) => redis.hgetall(key(id))));
    checks.push(...hashes.map(readStoredCheck).filter((check) => check !== undefined));
  }
  return checks;
}

function storeKeys(base: string) {
  // What a workspace must not see of another lies apart.
  const own = (team: string | undefined) => (team === undefined ? base : `${base}:in:${team}`);
  return {
    check: (id: string) => `${base}:check:${id}`,
    unfinished: `${base}:unfinished`,
    history: (service: string | undefined, team: string | undefined) =>
      service === undefined ? `${own(team)}:history` : `${own(team)}:history:${service}`,
    reserved: ({ service, windowMs, team }: Pick<Check, 'service' | 'windowMs' | 'team'>) =>
      `${own(team)}:reserved:${service}@${windowMs}`,
    claim: (key: string) => `${base}:claim:${key}`,
  };
}
