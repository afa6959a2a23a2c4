import type { Redis } from 'ioredis';
import { AuditEntry } from '../access/audit-entry.ts';
import type { AuditLog, AuditPage } from '../check/audit-log.ts';
import { onRedis } from './redis-command.ts';

const pageSize = 500;

/**
 * The audit log in one Redis stream, which drops its oldest entries above about `maxEntries` (Redis drops whole blocks of them, so that
 * a few more may stay). `redis` stays the caller's to close.
 */
export function createRedisAuditLog(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly maxEntries: number;
}): AuditLog {
  const { redis, prefix, maxEntries } = options;
  const key = `${prefix}:store:audit`;
  return {
    name: 'Redis',
    append: async (entry) => {
      await onRedis(redis, () =>
        redis.xadd(key, 'MAXLEN', '~', maxEntries, '*', 'entry', JSON.stringify(entry)),
      );
    },
    latest: async ({ service, limit, team }): Promise<AuditPage> => {
      const isAsked = (entry: AuditEntry) =>
        (service === undefined || entry.service === service) && (team === undefined || entry.team === team);
      const entries: AuditEntry[] = [];
      let unreadable = 0;
      for (let before = '+'; entries.length < limit; ) {
        const page = await onRedis(redis, () => redis.xrevrange(key, before, '-', 'COUNT', pageSize));
        for (const [, fields] of page) {
          const entry = entryOf(fields);
          if (entry === undefined) unreadable += 1;
          else if (isAsked(entry)) entries.push(entry);
        }
        const [last] = page.at(-1) ?? [];
        if (last === undefined || page.length < pageSize) break;
        before = `(${last}`;
      }
      return { entries: entries.slice(0, limit), unreadable };
    },
  };
}

/** Undefined for what another version wrote, or somebody else. */
function entryOf(fields: readonly string[]): AuditEntry | undefined {
  const text = fields[fields.indexOf('entry') + 1];
  if (!fields.includes('entry') || text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return AuditEntry.safeParse(value).data;
}
