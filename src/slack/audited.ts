import type { AuditEntry } from '../access/audit-entry.ts';
import { QueueUnavailableError } from '../check/check-queue.ts';
import { StoreUnavailableError } from '../check/check-store.ts';
import { UnreadableIncidentsError } from '../check/incident-store.ts';
import { PostError } from '../check/poster.ts';
import { writeAudit } from '../check/write-audit.ts';
import type { Asker, ListenerDeps } from './listener-deps.ts';
import { isExpected } from './replies.ts';

/** What is known of a deed before it is done. */
export type Deed = Pick<AuditEntry, 'what' | 'via' | 'service' | 'check' | 'incident' | 'digest'>;

/** Adds what shows only while it is done. */
export type Learn = (more: Partial<Pick<AuditEntry, 'service' | 'check' | 'outcome' | 'why'>>) => void;

export type AuditDeps = Pick<ListenerDeps, 'auditSinks' | 'clock' | 'logger'>;

/** Does it and writes down who did what, and what came of it. That it cannot be written is told in the log, and stops nothing. */
export async function audited<T>(
  deps: AuditDeps,
  { asker, deed }: { readonly asker: Asker; readonly deed: Deed },
  work: (learn: Learn) => Promise<T>,
): Promise<T> {
  const at = new Date(deps.clock()).toISOString();
  let entry: AuditEntry = { at, by: asker.user, channel: asker.channel, ...deed, outcome: 'done' };
  try {
    return await work((more) => {
      entry = { ...entry, ...more };
    });
  } catch (error) {
    entry = { ...entry, ...outcomeOf(error), service: entry.service ?? serviceIn(error) };
    throw error;
  } finally {
    // Nobody waits for an answer until a Redis that is away has not taken the entry.
    void writeAudit(deps, entry);
  }
}

function outcomeOf(error: unknown): Pick<AuditEntry, 'outcome' | 'why'> {
  const isOutage =
    error instanceof PostError ||
    error instanceof StoreUnavailableError ||
    error instanceof UnreadableIncidentsError ||
    error instanceof QueueUnavailableError;
  const why = error instanceof Error ? error.message : String(error);
  return { outcome: isExpected(error) && !isOutage ? 'refused' : 'failed', why };
}

function serviceIn(error: unknown): string | undefined {
  return error instanceof Error && 'service' in error && typeof error.service === 'string'
    ? error.service.slice(0, 80)
    : undefined;
}
