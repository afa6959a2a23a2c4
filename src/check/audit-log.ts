import type { AuditEntry } from '../access/audit-entry.ts';

/** Somewhere that entries are appended to. Throws when an entry could not be written. */
export type AuditSink = {
  /** For the log, such as `Redis`. */
  readonly name: string;
  append(entry: AuditEntry): Promise<void>;
};

export type AuditQuery = {
  readonly service: string | undefined;
  readonly limit: number;
  /** Undefined for all workspaces. */
  readonly team?: string | undefined;
};

export type AuditPage = {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** How many on the way were not what this version of leakcheck can read. */
  readonly unreadable: number;
};

/** What people did: only ever appended to. */
export type AuditLog = AuditSink & {
  /** Throws a StoreUnavailableError. */
  latest(query: AuditQuery): Promise<AuditPage>;
};
