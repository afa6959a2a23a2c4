import type { Examination } from './examination.ts';
import { isAtLeast } from './is-at-least.ts';
import type { RedisFacts } from './redis-facts.ts';

/** BullMQ 6 refuses below 5.0 and warns below 6.2 (`minimumVersion`, `recommendedMinimumVersion` of its RedisConnection). */
const leastVersion = '6.2';
const slowMs = 50;

/** Every name that an examination of Redis may have, the connection itself first. */
export const redisExaminations = [
  'Redis',
  'Redis version',
  'Redis eviction',
  'Redis persistence',
  'Redis latency',
] as const;

export function judgeVersion({ product, version }: RedisFacts): Examination {
  const name = 'Redis version';
  if (version === undefined) {
    return {
      name,
      state: 'warn',
      says: 'this Redis does not say its version',
      nextStep: `Make sure that it is ${leastVersion} or newer: BullMQ needs that.`,
    };
  }
  const says = `${product} ${version}`;
  if (product === 'Dragonfly') {
    return { name, state: 'warn', says, nextStep: 'leakcheck is tried on Redis: prefer Redis or Valkey.' };
  }
  if (isAtLeast(version, leastVersion)) return { name, state: 'ok', says };
  return {
    name,
    state: 'fail',
    says: `${says} is older than the ${leastVersion} that BullMQ 6 asks for`,
    nextStep: `Upgrade Redis to ${leastVersion} or newer (7 is what leakcheck is tried on).`,
  };
}

export function judgeEviction({ evictionPolicy }: RedisFacts): Examination {
  const name = 'Redis eviction';
  if (evictionPolicy === undefined) {
    return {
      name,
      state: 'warn',
      says: 'this Redis does not say its maxmemory-policy, as managed ones may not',
      nextStep: "Make sure that it is noeviction in your provider's settings.",
    };
  }
  if (evictionPolicy === 'noeviction') return { name, state: 'ok', says: 'noeviction' };
  return {
    name,
    state: 'fail',
    says: `maxmemory-policy is ${evictionPolicy}: when memory is short, Redis throws away queued checks without a word`,
    nextStep: 'Set `maxmemory-policy noeviction` (redis.conf, CONFIG SET, or the parameter group).',
  };
}

export function judgePersistence({ appendOnly, appendFailed, snapshots }: RedisFacts): Examination {
  const name = 'Redis persistence';
  if (appendFailed) {
    return {
      name,
      state: 'fail',
      says: 'the append-only file is on, but its last write failed',
      nextStep: "Look into Redis' log and at the space on its disk.",
    };
  }
  if (appendOnly === true) return { name, state: 'ok', says: 'append-only file on' };
  if (appendOnly === undefined) {
    return {
      name,
      state: 'warn',
      says: 'this Redis does not say whether it keeps an append-only file: CONFIG is forbidden, as managed ones do',
      nextStep: "Make sure that persistence is on in your provider's settings.",
    };
  }
  const loses = snapshots === true ? 'those since its last snapshot' : 'all of them';
  return {
    name,
    state: 'warn',
    says: `no append-only file: when Redis restarts, running checks are lost, ${loses}`,
    nextStep: 'Set `appendonly yes` (redis.conf, CONFIG SET, or the parameter group).',
  };
}

/** `roundTripsMs` are of single commands, one after the other. */
export function judgeLatency(roundTripsMs: readonly number[]): Examination {
  const name = 'Redis latency';
  const sorted = [...roundTripsMs].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const says = `${inMs(median)} a command (median of ${sorted.length}), ${inMs(sorted.at(-1) ?? 0)} at worst`;
  if (median <= slowMs) return { name, state: 'ok', says };
  return {
    name,
    state: 'warn',
    says,
    nextStep: 'Run Redis near the bot: slash commands are answered after several commands.',
  };
}

function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
