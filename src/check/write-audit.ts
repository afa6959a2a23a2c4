import type { AuditEntry } from '../access/audit-entry.ts';
import type { AuditSink } from './audit-log.ts';
import type { Logger } from './logger.ts';

export type AuditDeps = { readonly auditSinks: readonly AuditSink[]; readonly logger: Logger };

const longestWhy = 500;

/** Writes an entry down everywhere. That it cannot be written is told in the log, and stops nothing. Never throws. */
export async function writeAudit({ auditSinks, logger }: AuditDeps, entry: AuditEntry): Promise<void> {
  const short = entry.why === undefined ? entry : { ...entry, why: entry.why.slice(0, longestWhy) };
  await Promise.all(
    auditSinks.map(async (sink) => {
      try {
        await sink.append(short);
      } catch (err) {
        logger.error({ err, sink: sink.name, entry: short }, 'an audit entry could not be written');
      }
    }),
  );
}
