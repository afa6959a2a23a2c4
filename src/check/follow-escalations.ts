import { asOf } from '../incident/as-of.ts';
import type { ToldEvent } from '../incident/escalated.ts';
import { isUnacknowledged, untoldEvent } from '../incident/escalation.ts';
import type { Incident } from '../incident/incident.ts';
import { auditEscalated } from './audit-escalation.ts';
import { queueEscalation, queueNotices } from './begin-escalation.ts';
import { escalateUnacknowledged, type UnacknowledgedDeps } from './escalate-unacknowledged.ts';
import { type EscalatingDeps, whileEscalating } from './escalating.ts';
import { byThread, groupRecord } from './escalation-group.ts';
import type { EscalationWay } from './escalation-way.ts';
import type { Service } from './service.ts';
import { tryToShow } from './show-outcomes.ts';

export type FollowDeps = UnacknowledgedDeps & EscalatingDeps & { readonly services: readonly Service[] };

/**
 * One round over the incidents of every service: escalates those that nobody acknowledged in time, and tells the ways what became of
 * those that were escalated. What a round does not get done, the next one does. A service that fails holds up no other.
 */
export async function followEscalations(deps: FollowDeps): Promise<void> {
  for (const service of deps.services) {
    if (service.escalateAfterMs === undefined && (service.escalation ?? []).length === 0) continue;
    try {
      await followService(deps, service);
    } catch (error) {
      deps.logger.error({ err: error, service: service.name }, 'escalations could not be followed');
    }
  }
}

async function followService(deps: FollowDeps, service: Service): Promise<void> {
  const { name } = service;
  const before = await deps.incidents.of(name);
  if (before.some((incident) => isToEscalate(deps, service, incident))) {
    // Where a person escalates at this very moment, the next round sees what is left.
    await whileEscalating(deps, name, async () => {
      const incidents = await deps.incidents.of(name);
      await escalateUnacknowledged(deps, service, incidents);
      const again = incidents.filter((incident) => untoldEvent(incident) === 'trigger');
      await escalateAgain(deps, service, again);
    });
  }
  for (const incident of before) {
    const event = untoldEvent(incident);
    if (event !== undefined && event !== 'trigger') await tellTurn(deps, service, { incident, event });
  }
}

function isToEscalate({ clock }: FollowDeps, { escalateAfterMs }: Service, incident: Incident): boolean {
  const nowMs = clock();
  const isDue =
    escalateAfterMs !== undefined && isUnacknowledged(asOf(incident, nowMs), escalateAfterMs, nowMs);
  return isDue || untoldEvent(incident) === 'trigger';
}

/**
 * Back after it was resolved, or open again after a snooze: the owner hears of it by the report, and where nobody else was told it may
 * escalate by itself anew.
 */
async function escalateAgain(
  deps: FollowDeps,
  service: Service,
  incidents: readonly Incident[],
): Promise<void> {
  if ((service.escalation ?? []).length === 0) {
    await forgetEscalated(deps, service.name, incidents);
    return;
  }
  for (const group of byThread(incidents)) {
    const record = await groupRecord(deps, service.name, { ...group, reason: 'again' });
    await queueEscalation(deps, { record, ways: service.escalation ?? [], incidents: group.incidents });
    await auditEscalated(deps, record, { incidents: group.incidents });
  }
}

async function forgetEscalated(
  deps: FollowDeps,
  service: string,
  forgotten: readonly Incident[],
): Promise<void> {
  if (forgotten.length === 0) return;
  const fingerprints = new Set(forgotten.map(({ fingerprint }) => fingerprint));
  await deps.incidents.change(service, (incidents) =>
    incidents.map((incident) => {
      if (!fingerprints.has(incident.fingerprint)) return incident;
      const { escalated: _, ...rest } = incident;
      return rest;
    }),
  );
}

/** Tells of an escalated incident what became of it. */
async function tellTurn(
  deps: FollowDeps,
  { name: service, escalation = [] }: Service,
  { incident, event }: { readonly incident: Incident; readonly event: Exclude<ToldEvent, 'trigger'> },
): Promise<void> {
  const { escalated } = incident;
  if (escalated === undefined) return;
  const { escalation: id, check } = escalated;
  const ways = escalation.map((way, rank) => ({ way, rank })).filter(({ way }) => hears(way, event));
  const planned = ways.map((each) => ({ ...each, incident, event }));
  await queueNotices(deps, { id, service, check }, planned);
  await deps.incidents.change(service, (incidents) =>
    incidents.map((each) =>
      each.fingerprint === incident.fingerprint && each.escalated?.escalation === id
        ? {
            ...each,
            escalated: {
              ...each.escalated,
              check: incident.last.check,
              ...(event === 'seen' ? {} : { event, atMs: deps.clock() }),
            },
          }
        : each,
    ),
  );
  if (planned.length > 0) await tryToShow(deps, id);
}

/** A pager needs no growth, an issue no acknowledgement. */
function hears({ kind }: EscalationWay, event: ToldEvent): boolean {
  return !(kind === 'pagerduty' && event === 'seen') && !(kind === 'github' && event === 'acknowledge');
}
