import type { Redis } from 'ioredis';
import { EscalationRecord, type EscalationStore, Outcome } from '../check/escalation-record.ts';
import { onRedis } from './redis-command.ts';

/** As long as the checks themselves. */
const keepMs = 30 * 24 * 60 * 60 * 1_000;

/** Escalations, one hash each: the record, and an outcome a notice. `redis` stays the caller's to close. */
export function createRedisEscalationStore(options: {
  readonly redis: Redis;
  readonly prefix: string;
}): EscalationStore {
  const { redis } = options;
  const at = (id: string) => `${options.prefix}:store:escalation:${id}`;
  const kept = async (id: string, write: () => Promise<unknown>) =>
    onRedis(redis, async () => {
      await write();
      await redis.pexpire(at(id), keepMs);
    });
  return {
    begin: (record) => kept(record.id, () => redis.hset(at(record.id), 'record', JSON.stringify(record))),
    get: (id) =>
      onRedis(redis, async () => {
        const text = await redis.hget(at(id), 'record');
        return text === null ? undefined : EscalationRecord.parse(JSON.parse(text));
      }),
    expect: (id, job, outcome) => kept(id, () => redis.hsetnx(at(id), `job:${job}`, JSON.stringify(outcome))),
    note: (id, job, outcome) => kept(id, () => redis.hset(at(id), `job:${job}`, JSON.stringify(outcome))),
    outcomes: (id) =>
      onRedis(redis, async () => {
        const fields = Object.entries(await redis.hgetall(at(id)));
        return new Map(
          fields
            .filter(([name]) => name.startsWith('job:'))
            .map(([name, text]) => [name.slice('job:'.length), Outcome.parse(JSON.parse(text))]),
        );
      }),
  };
}
