import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { AuditEntry } from '../../src/access/audit-entry.ts';
import { createAuditFile } from '../../src/store/audit-file.ts';
import { createRedisAuditLog } from '../../src/store/redis-audit-log.ts';

let server: Awaited<ReturnType<typeof startPrivateRedis>>;
let redis: Redis;
let prefix: string;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => {
  prefix = `{audit-${randomBytes(4).toString('hex')}}`;
});

function entry(fields: Partial<AuditEntry> = {}): AuditEntry {
  const at = '2026-11-28T18:00:00.000Z';
  return { at, by: 'U0ANN', what: 'check', via: 'command', channel: 'C0PAY', outcome: 'done', ...fields };
}

describe('the audit log in Redis', () => {
  it('answers the newest first, of one service where one is asked for', async () => {
    const log = createRedisAuditLog({ redis, prefix, maxEntries: 10_000 });
    for (let index = 0; index < 1_200; index += 1) {
      await log.append(entry({ service: index % 400 === 0 ? 'payments' : 'orders', check: `c${index}` }));
    }
    const { entries } = await log.latest({ service: undefined, limit: 2 });
    expect(entries.map(({ check }) => check)).toEqual(['c1199', 'c1198']);
    const payments = await log.latest({ service: 'payments', limit: 10 });
    expect(payments.entries.map(({ check }) => check)).toEqual(['c800', 'c400', 'c0']);
    expect(await log.latest({ service: 'catalog', limit: 10 })).toEqual({ entries: [], unreadable: 0 });
  });

  it('drops the oldest above about so many', async () => {
    const log = createRedisAuditLog({ redis, prefix, maxEntries: 100 });
    for (let index = 0; index < 500; index += 1) await log.append(entry({ check: `c${index}` }));
    const { entries } = await log.latest({ service: undefined, limit: 1_000 });
    expect(entries.length).toBeGreaterThanOrEqual(100);
    expect(entries.length).toBeLessThan(300);
    expect(entries[0]?.check).toBe('c499');
  });

  it('says how many entries it cannot read, and answers the others', async () => {
    const log = createRedisAuditLog({ redis, prefix, maxEntries: 100 });
    await log.append(entry());
    await redis.xadd(`${prefix}:store:audit`, '*', 'entry', '{"by":"U0ANN"}');
    await redis.xadd(`${prefix}:store:audit`, '*', 'entry', 'no json');
    await redis.xadd(`${prefix}:store:audit`, '*', 'other', 'field');
    expect(await log.latest({ service: undefined, limit: 10 })).toEqual({
      entries: [entry()],
      unreadable: 3,
    });
  });
});

describe('the audit file', () => {
  it('is appended to line by line, also after it was moved away, and is only its owner’s', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-audit-'));
    const file = path.join(directory, 'audit.jsonl');
    const sink = createAuditFile(file);
    const lines = Array.from({ length: 50 }, (_, index) => entry({ check: `c${index}`, why: 'a\nb' }));
    await Promise.all(lines.map((line) => sink.append(line)));
    const written = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(written.map((line) => AuditEntry.parse(JSON.parse(line)).check).sort()).toEqual(
      lines.map(({ check }) => check).sort(),
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await rename(file, `${file}.1`);
    await sink.append(entry());
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(2);
    await rm(directory, { recursive: true });
  });

  it('that cannot be written is an error', async () => {
    await expect(createAuditFile('/nowhere/audit.jsonl').append(entry())).rejects.toThrow(/ENOENT/);
  });
});
