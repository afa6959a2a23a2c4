import { appendFile } from 'node:fs/promises';
import type { AuditSink } from '../check/audit-log.ts';

/** A file of JSON lines, opened anew for each, so that it may be moved away at any time. Only its owner may read it. */
export function createAuditFile(file: string): AuditSink {
  return {
    name: file,
    // One write to a file opened for appending: lines of several bots do not get mixed.
    append: (entry) => appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 }),
  };
}
