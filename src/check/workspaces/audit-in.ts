import type { AuditLog, AuditSink } from '../audit-log.ts';

/** Writes down what people of one workspace do. */
export function auditSinkIn(sink: AuditSink, team: string | undefined): AuditSink {
  if (team === undefined) return sink;
  return { name: sink.name, append: (entry) => sink.append({ ...entry, team }) };
}

/** Shows what people of one workspace did. */
export function auditIn(audit: Pick<AuditLog, 'latest'>, team: string | undefined): Pick<AuditLog, 'latest'> {
  return team === undefined ? audit : { latest: (query) => audit.latest({ ...query, team }) };
}
