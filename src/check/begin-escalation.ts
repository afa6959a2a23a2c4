import type { ToldEvent } from '../incident/escalated.ts';
import type { Incident } from '../incident/incident.ts';
import type { EscalationQueue, EscalationRecord, WayJob } from './escalation-record.ts';
import { type EscalationWay, wayName } from './escalation-way.ts';
import type { IncidentStore } from './incident-store.ts';
import { type ShowDeps, tryToShow } from './show-outcomes.ts';

export type BeginDeps = ShowDeps & {
  readonly incidents: IncidentStore;
  readonly escalationQueue: EscalationQueue;
};

export type Beginning = {
  readonly record: EscalationRecord;
  readonly ways: readonly EscalationWay[];
  /** None for a check without incidents: then the check itself is told of. */
  readonly incidents: readonly Incident[];
};

/**
 * Queues what each way is to be told, once however often this is called, notes with the incidents that they were escalated, and shows
 * in the thread what is on its way. Throws what the queue and the stores throw.
 */
export async function queueEscalation(deps: BeginDeps, beginning: Beginning): Promise<void> {
  const { record, incidents } = beginning;
  await queueTriggers(deps, beginning);
  await noteEscalated(deps, record, incidents);
  await tryToShow(deps, record.id);
}

/** The first half of it: until it is noted, the same is queued again, and told once. */
export async function queueTriggers(deps: BeginDeps, { record, ways, incidents }: Beginning): Promise<void> {
  await deps.escalationStore.begin(record);
  const subjects = incidents.length === 0 ? [undefined] : incidents;
  const planned = ways.flatMap((way, rank) =>
    subjects.map((incident) => ({ way, rank, incident, event: 'trigger' as const })),
  );
  await queueNotices(deps, record, planned);
}

export type Planned = {
  readonly way: EscalationWay;
  readonly rank: number;
  readonly incident: Incident | undefined;
  readonly event: ToldEvent;
};

/** Queues notices of an escalation that has begun. */
export async function queueNotices(
  deps: BeginDeps,
  { id, service, check }: Pick<EscalationRecord, 'id' | 'service' | 'check'>,
  planned: readonly Planned[],
): Promise<void> {
  const jobs: WayJob[] = [];
  for (const { way, rank, incident, event } of planned) {
    const of = incident?.last.check ?? check;
    const subject = incident === undefined ? {} : { incident: incident.fingerprint };
    const told = { way: way.key, name: wayName(way), event, ...subject };
    const job = {
      ...told,
      // What is found again while a trigger is tried makes no second one of it.
      id: [id, way.key, incident?.fingerprint ?? 'check', event, event === 'trigger' ? check : of].join('-'),
      escalation: id,
      service,
      check: of,
    };
    const about = incident === undefined ? {} : { about: incident.culprit };
    const outcome = { ...told, ...about, rank, state: 'waiting', atMs: deps.clock(), tries: 0 } as const;
    await deps.escalationStore.expect(id, job.id, outcome);
    jobs.push(job);
  }
  await deps.escalationQueue.add(jobs);
}

export async function noteEscalated(
  deps: BeginDeps,
  { id, service, atMs, by }: EscalationRecord,
  escalated: readonly Incident[],
): Promise<void> {
  const fingerprints = new Set(escalated.map(({ fingerprint }) => fingerprint));
  if (fingerprints.size === 0) return;
  const begun = { escalation: id, atMs, sinceMs: atMs, event: 'trigger' as const };
  const who = by === undefined ? {} : { by };
  await deps.incidents.change(service, (incidents) =>
    incidents.map((incident) =>
      fingerprints.has(incident.fingerprint)
        ? { ...incident, escalated: { ...begun, ...who, check: incident.last.check } }
        : incident,
    ),
  );
}
