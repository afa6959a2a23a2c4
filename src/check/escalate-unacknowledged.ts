import { isUnacknowledged } from '../incident/escalation.ts';
import type { Incident } from '../incident/incident.ts';
import { auditEscalated } from './audit-escalation.ts';
import { type BeginDeps, noteEscalated, queueTriggers } from './begin-escalation.ts';
import type { EscalationChannel } from './escalation.ts';
import { byThread, groupRecord } from './escalation-group.ts';
import { whyNow } from './escalation-notice.ts';
import type { EscalationRecord } from './escalation-record.ts';
import { escalationSummary } from './escalation-summary.ts';
import { PostError } from './poster.ts';
import type { ProfileStore } from './profile-store.ts';
import { reportOrNone } from './report-or-none.ts';
import { EscalationFailedError } from './request-errors.ts';
import type { Owner, Service } from './service.ts';
import { tryToShow } from './show-outcomes.ts';
import { tellOwner } from './tell-owner.ts';
import type { AuditDeps } from './write-audit.ts';

export type UnacknowledgedDeps = BeginDeps &
  AuditDeps & {
    readonly escalations: readonly EscalationChannel[];
    readonly profiles: ProfileStore;
  };

/** Escalates the leaks of a service that nobody acknowledged in time. Throws what the queue and the stores throw. */
export async function escalateUnacknowledged(
  deps: UnacknowledgedDeps,
  service: Service,
  incidents: readonly Incident[],
): Promise<void> {
  const { escalateAfterMs: afterMs, escalation: ways = [], owner } = service;
  if (afterMs === undefined || (owner === undefined && ways.length === 0)) return;
  const due = incidents.filter((incident) => isUnacknowledged(incident, afterMs, deps.clock()));
  for (const group of byThread(due)) {
    const record = await groupRecord(deps, service.name, { ...group, reason: 'itself', afterMs });
    await queueTriggers(deps, { record, ways, incidents: group.incidents });
    const told = owner === undefined ? { isOver: true } : await tellOwnerOf(deps, record, owner);
    if (told.isOver) {
      await noteEscalated(deps, record, group.incidents);
      await auditEscalated(deps, record, { incidents: group.incidents, why: told.why });
    }
    if (ways.length > 0) await tryToShow(deps, record.id);
  }
}

/** Not over where Slack may take it in the next round; `why` it refused. */
type OwnerTold = { readonly isOver: boolean; readonly why?: string | undefined };

async function tellOwnerOf(
  deps: UnacknowledgedDeps,
  record: EscalationRecord,
  owner: Owner,
): Promise<OwnerTold> {
  const { id, service, check, to, permalink } = record;
  try {
    await tellOwner(deps, {
      key: `escalation-${id}-owner`,
      ...{ service, check, owner, permalink, by: undefined, note: '' },
      thread: { channel: to.channel, threadTs: to.threadTs },
      why: whyNow(record),
      summary: escalationSummary(undefined, await reportOrNone(deps, check)),
    });
    return { isOver: true };
  } catch (error) {
    if (!(error instanceof EscalationFailedError)) throw error;
    deps.logger.error({ err: error, check }, 'the owner could not be told in Slack');
    const isOver = error.cause instanceof PostError && error.cause.kind === 'refused';
    return { isOver, why: error.problems.join('; ') };
  }
}
