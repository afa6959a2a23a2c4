import type { ToldEvent } from '../incident/escalated.ts';
import { isUnacknowledged, openSinceMs, untoldEvent } from '../incident/escalation.ts';
import type { Incident, IncidentThread } from '../incident/incident.ts';
import {
  type BeginDeps,
  noteEscalated,
  queueEscalation,
  queueNotices,
  queueTriggers,
} from './begin-escalation.ts';
import type { EscalationChannel } from './escalation.ts';
import { whyNow } from './escalation-notice.ts';
import type { EscalationReason, EscalationRecord } from './escalation-record.ts';
import { escalationSummary } from './escalation-summary.ts';
import type { EscalationWay } from './escalation-way.ts';
import { PostError } from './poster.ts';
import type { ProfileStore } from './profile-store.ts';
import { EscalationFailedError } from './request-errors.ts';
import type { Owner, Service } from './service.ts';
import { tryToShow } from './show-outcomes.ts';
import { storedReport } from './stored-report.ts';
import { tellOwner } from './tell-owner.ts';

export type FollowDeps = BeginDeps & {
  readonly services: readonly Service[];
  readonly escalations: readonly EscalationChannel[];
  readonly profiles: ProfileStore;
};

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
  const incidents = await deps.incidents.of(service.name);
  await escalateUnacknowledged(deps, service, incidents);
  const untold = incidents.flatMap((incident) => {
    const event = untoldEvent(incident);
    return event === undefined ? [] : [{ incident, event }];
  });
  await escalateAgain(
    deps,
    service,
    untold.flatMap(({ incident, event }) => (event === 'trigger' ? [incident] : [])),
  );
  for (const { incident, event } of untold) {
    if (event !== 'trigger') await tellTurn(deps, service, { incident, event });
  }
}

async function escalateUnacknowledged(
  deps: FollowDeps,
  service: Service,
  incidents: readonly Incident[],
): Promise<void> {
  const { escalateAfterMs: afterMs, escalation: ways = [], owner } = service;
  if (afterMs === undefined || (owner === undefined && ways.length === 0)) return;
  const due = incidents.filter((incident) => isUnacknowledged(incident, afterMs, deps.clock()));
  for (const group of byThread(due)) {
    const record = await recordOf(deps, service, { ...group, reason: 'itself', afterMs });
    await queueTriggers(deps, { record, ways, incidents: group.incidents });
    if (owner !== undefined) await tellOwnerOf(deps, record, owner);
    await noteEscalated(deps, record, group.incidents);
    if (ways.length > 0) await tryToShow(deps, record.id);
  }
}

/** Throws where Slack may take it in the next round. */
async function tellOwnerOf(deps: FollowDeps, record: EscalationRecord, owner: Owner): Promise<void> {
  const { id, service, check, to, permalink } = record;
  try {
    await tellOwner(deps, {
      key: `escalation-${id}-owner`,
      ...{ service, check, owner, permalink, by: undefined, note: '' },
      thread: { channel: to.channel, threadTs: to.threadTs },
      why: whyNow(record),
      summary: escalationSummary(undefined, await reportOf(deps, check)),
    });
  } catch (error) {
    const refused =
      error instanceof EscalationFailedError && error.cause instanceof PostError ? error.cause : undefined;
    if (refused?.kind !== 'refused') throw error;
    deps.logger.error({ err: error, check }, 'the owner could not be told in Slack');
  }
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
    const record = await recordOf(deps, service, { ...group, reason: 'again' });
    await queueEscalation(deps, { record, ways: service.escalation ?? [], incidents: group.incidents });
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

type Group = { readonly thread: IncidentThread; readonly incidents: readonly Incident[] };

function byThread(incidents: readonly Incident[]): Group[] {
  const groups = new Map<string, { thread: IncidentThread; incidents: Incident[] }>();
  for (const incident of incidents) {
    if (incident.thread === undefined) continue;
    const { channel, ts } = incident.thread;
    const group = groups.get(`${channel}/${ts}`) ?? { thread: incident.thread, incidents: [] };
    groups.set(`${channel}/${ts}`, group);
    group.incidents.push(incident);
  }
  return [...groups.values()];
}

/** The same for each try of the same escalation. */
async function recordOf(
  deps: FollowDeps,
  service: Service,
  group: Group & { readonly reason: EscalationReason; readonly afterMs?: number },
): Promise<EscalationRecord> {
  const { thread, incidents, reason, afterMs } = group;
  const [first] = incidents;
  const check = first?.last.check ?? '';
  const permalink = await linkTo(deps, thread);
  const since = first === undefined ? 0 : openSinceMs(first);
  return {
    id: [check, reason, first?.fingerprint, since].join('-'),
    reason,
    service: service.name,
    check,
    note: '',
    atMs: deps.clock(),
    to: { channel: thread.channel, threadTs: thread.ts },
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(permalink === undefined ? {} : { permalink }),
  };
}

async function reportOf(deps: FollowDeps, check: string) {
  try {
    return await storedReport(deps.profiles, check);
  } catch (error) {
    deps.logger.warn({ err: error, check }, 'escalated without the report');
    return undefined;
  }
}

async function linkTo(deps: FollowDeps, thread: IncidentThread): Promise<string | undefined> {
  try {
    return await deps.poster.permalink(thread);
  } catch (error) {
    deps.logger.warn({ err: error, thread }, 'escalated without a link');
    return undefined;
  }
}
