import type { AuditEntry } from '../access/audit-entry.ts';
import type { Incident } from '../incident/incident.ts';
import type { EscalationRecord, Outcome, WayJob } from './escalation-record.ts';
import { type AuditDeps, writeAudit } from './write-audit.ts';

/** Who acts where no person does. */
const itself = { by: 'leakcheck', via: 'itself' } as const;

type Deps = AuditDeps & { readonly clock: () => number };

/** Writes down that leaks were escalated by themselves, an entry each. `why` says what went wrong. */
export async function auditEscalated(
  deps: Deps,
  { service, to }: Pick<EscalationRecord, 'service' | 'to'>,
  { incidents, why }: { readonly incidents: readonly Incident[]; readonly why?: string | undefined },
): Promise<void> {
  for (const { fingerprint, last } of incidents) {
    const about = { service, check: last.check, incident: fingerprint, channel: to.channel };
    await writeAudit(deps, { ...itself, ...about, what: 'escalate', at: now(deps), ...outcomeOf(why) });
  }
}

/** Writes down what came, for good, of telling a way. */
export async function auditOutcome(
  deps: Deps,
  { event, service, check, incident, name: way }: WayJob,
  { outcome, channel }: { readonly outcome: Outcome; readonly channel: string },
): Promise<void> {
  const why = outcome.state === 'failed' ? (outcome.problem ?? 'it did not take it') : undefined;
  const about = { service, check, way, channel, ...(incident === undefined ? {} : { incident }) };
  await writeAudit(deps, { ...itself, ...about, what: `tell_${event}`, at: now(deps), ...outcomeOf(why) });
}

function outcomeOf(why: string | undefined): Pick<AuditEntry, 'outcome' | 'why'> {
  return why === undefined ? { outcome: 'done' } : { outcome: 'failed', why };
}

function now({ clock }: Deps): string {
  return new Date(clock()).toISOString();
}
