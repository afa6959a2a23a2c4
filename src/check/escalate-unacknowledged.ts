import { isUnacknowledged } from '../incident/escalation.ts';
import type { Incident } from '../incident/incident.ts';
import { type BeginDeps, noteEscalated, queueTriggers } from './begin-escalation.ts';
import type { EscalationChannel } from './escalation.ts';
import { byThread, groupRecord } from './escalation-group.ts';
import { whyNow } from './escalation-notice.ts';
import type { EscalationRecord } from './escalation-record.ts';
import { escalationSummary } from './escalation-summary.ts';
import { PostError } from './poster.ts';
import type { ProfileStore } from './profile-store.ts';
import { EscalationFailedError } from './request-errors.ts';
import type { Owner, Service } from './service.ts';
import { tryToShow } from './show-outcomes.ts';
import { storedReport } from './stored-report.ts';
import { tellOwner } from './tell-owner.ts';

export type UnacknowledgedDeps = BeginDeps & {
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
    const isOwnerTold = owner === undefined || (await tellOwnerOf(deps, record, owner));
    if (isOwnerTold) await noteEscalated(deps, record, group.incidents);
    if (ways.length > 0) await tryToShow(deps, record.id);
  }
}

/** Whether that is over: false where Slack may take it in the next round. */
async function tellOwnerOf(
  deps: UnacknowledgedDeps,
  record: EscalationRecord,
  owner: Owner,
): Promise<boolean> {
  const { id, service, check, to, permalink } = record;
  try {
    await tellOwner(deps, {
      key: `escalation-${id}-owner`,
      ...{ service, check, owner, permalink, by: undefined, note: '' },
      thread: { channel: to.channel, threadTs: to.threadTs },
      why: whyNow(record),
      summary: escalationSummary(undefined, await reportOf(deps, check)),
    });
    return true;
  } catch (error) {
    if (!(error instanceof EscalationFailedError)) throw error;
    deps.logger.error({ err: error, check }, 'the owner could not be told in Slack');
    return error.cause instanceof PostError && error.cause.kind === 'refused';
  }
}

async function reportOf(deps: UnacknowledgedDeps, check: string) {
  try {
    return await storedReport(deps.profiles, check);
  } catch (error) {
    deps.logger.warn({ err: error, check }, 'escalated without the report');
    return undefined;
  }
}
