import type { Redis } from 'ioredis';
import type { AuditLog, AuditSink } from '../check/audit-log.ts';
import type { AuditEnvironment } from '../config/environment.ts';
import { createAuditFile } from '../store/audit-file.ts';
import { createRedisAuditLog } from '../store/redis-audit-log.ts';

/** Where it is written down what people do, and what leakcheck does by itself: Redis, and a file where one is named. */
export function createAudit(
  { file, maxEntries }: AuditEnvironment,
  at: { readonly redis: Redis; readonly prefix: string },
): { readonly audit: AuditLog; readonly auditSinks: readonly AuditSink[] } {
  const audit = createRedisAuditLog({ ...at, maxEntries });
  return { audit, auditSinks: file === undefined ? [audit] : [audit, createAuditFile(file)] };
}
