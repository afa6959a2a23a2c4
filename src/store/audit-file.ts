import { appendFile } from 'node:fs/promises';
import type { AuditSink } from '../check/audit-log.ts';

/**
 * A file of JSON lines, opened anew for each, so that it may be moved away at any time; lines stand in the order of their coming. Only its
 * owner may read it.
 */
export function createAuditFile(file: string): AuditSink {
  let before: Promise<unknown> = Promise.resolve();
  return {
    name: file,
    append: async (entry) => {
      // One write to a file opened for appending: lines of several bots do not get mixed.
      const line = `${JSON.stringify(entry)}\n`;
      const writing = before.then(() => appendFile(file, line, { mode: 0o600 }));
      before = Promise.allSettled([writing]);
      await writing;
    },
  };
}
