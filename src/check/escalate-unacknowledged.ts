import { asOf } from '../incident/as-of.ts';
import { isUnacknowledged } from '../incident/escalation.ts';
import type { Incident } from '../incident/incident.ts';
import { auditEscalated } from './audit-escalation.ts';
import { type BeginDeps, noteEscalated, queueTriggers } from './begin-escalation.ts';
import type { EscalationChannel } from './escalation.ts';
import { byThread, type Group, groupId, groupRecord } from './escalation-group.ts';
import { whyNow } from './escalation-notice.ts';
import type { EscalationRecord, OwnerUntold } from './escalation-record.ts';
import { escalationSummary } from './escalation-summary.ts';
import type { ProfileStore } from './profile-store.ts';
import { reportOrNone } from './report-or-none.ts';
import { EscalationFailedError } from './request-errors.ts';
import type { Owner, Service } from './service.ts';
import { tryToShow } from './show-outcomes.ts';
import { ownerUntold, tellOwner } from './tell-owner.ts';
import type { AuditDeps } from './write-audit.ts';

export type UnacknowledgedDeps = BeginDeps &
  AuditDeps & {
    readonly escalations: readonly EscalationChannel[];
    readonly profiles: ProfileStore;
  };

/**
 * Escalates the leaks of a service that nobody acknowledged in time. One of which nobody could be told is not escalated, and its turn comes
 * again. Throws what the queue and the stores throw.
 */
export async function escalateUnacknowledged(
  deps: UnacknowledgedDeps,
  service: Service,
  incidents: readonly Incident[],
): Promise<void> {
  const { escalateAfterMs: afterMs, escalation: ways = [], owner } = service;
  if (afterMs === undefined || (owner === undefined && ways.length === 0)) return;
  const nowMs = deps.clock();
  const due = incidents
    .map((incident) => asOf(incident, nowMs))
    .filter((incident) => isUnacknowledged(incident, afterMs, nowMs));
  for (const group of byThread(due)) await escalateGroup(deps, { ...service, afterMs }, group);
}

async function escalateGroup(
  deps: UnacknowledgedDeps,
  { name, escalation: ways = [], owner, afterMs }: Service & { readonly afterMs: number },
  group: Group,
): Promise<void> {
  const { incidents } = group;
  const earlier = await deps.escalationStore.get(groupId(group, 'itself'));
  if (ways.length === 0 && isToWait(earlier, deps.clock())) return;
  const record = await groupRecord(deps, name, { ...group, reason: 'itself', afterMs });
  await queueTriggers(deps, { record, ways, incidents });
  const untold = owner === undefined ? undefined : await tellOwnerOf(deps, record, owner);
  await deps.escalationStore.begin(withOwner(record, untold));
  const why = untold?.problems.join('; ');
  if (untold === undefined || (untold.isRefused && ways.length > 0)) {
    await noteEscalated(deps, record, incidents);
    await auditEscalated(deps, record, { incidents, why });
  } else if (untold.isRefused && earlier?.ownerUntold === undefined) {
    await auditEscalated(deps, record, { incidents, why });
  }
  if (ways.length > 0) await tryToShow(deps, record.id);
}

/** What Slack refuses now it refuses some seconds later as well; but a channel may be opened again, or a token replaced. */
const refusedWaitMs = 10 * 60_000;

/** Nobody was told at the last try, so that another one is due, but not at once. */
function isToWait(record: EscalationRecord | undefined, nowMs: number): boolean {
  const untold = record?.ownerUntold;
  return untold?.isRefused === true && nowMs - untold.atMs < refusedWaitMs;
}

function withOwner(
  { ownerUntold: _, ...record }: EscalationRecord,
  untold: OwnerUntold | undefined,
): EscalationRecord {
  return untold === undefined ? record : { ...record, ownerUntold: untold };
}

/** Undefined when the owner was told. */
async function tellOwnerOf(
  deps: UnacknowledgedDeps,
  record: EscalationRecord,
  owner: Owner,
): Promise<OwnerUntold | undefined> {
  const { id, service, check, to, permalink } = record;
  try {
    await tellOwner(deps, {
      key: `escalation-${id}-owner`,
      ...{ service, check, owner, permalink, by: undefined, note: '' },
      thread: { channel: to.channel, threadTs: to.threadTs },
      why: whyNow(record),
      summary: escalationSummary(undefined, await reportOrNone(deps, check)),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof EscalationFailedError)) throw error;
    deps.logger.error({ err: error, check }, 'the owner could not be told in Slack');
    return ownerUntold(error, deps.clock());
  }
}
