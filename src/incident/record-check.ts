import { z } from 'zod';
import { FindingState, stateOf } from './finding-state.ts';
import { type Incident, IncidentThread, type Sighting, turned } from './incident.ts';
import { isSnoozeOver } from './snooze.ts';
import { Status } from './status.ts';

/** A leak as a check found it. Rates are of all its replicas together. */
export type FoundLeak = {
  readonly fingerprint: string;
  readonly kind: 'heap' | 'goroutine';
  readonly pattern: string;
  readonly culprit: string;
  readonly perMinute: number;
  /** Lower end of its 95 % interval. */
  readonly atLeastPerMinute: number;
  readonly replicas: number;
};

/** What a check found of a service, and how well it could see. */
export type CheckFindings = {
  readonly check: string;
  readonly windowFromMs: number;
  readonly windowMs: number;
  /** An inconclusive check says nothing of what it did not find. */
  readonly isConclusive: boolean;
  /** The smallest growth of one replica that its window could have shown; undefined where that is not known. */
  readonly detectablePerMinute: Readonly<Record<'heap' | 'goroutine', number | undefined>>;
  readonly found: readonly FoundLeak[];
};

/** An incident that a check did not find, though it would have. */
export const Absence = z.object({
  fingerprint: z.string(),
  kind: z.enum(['heap', 'goroutine']),
  culprit: z.string(),
  /** Checks in a row without it. */
  absent: z.number().int(),
  /** So many of them resolve it. */
  of: z.number().int(),
  isResolved: z.boolean(),
  /** As it was before this check. */
  status: Status,
  thread: IncidentThread.optional(),
});
export type Absence = z.infer<typeof Absence>;

/** What a check meant for the incidents of its service: by fingerprint what it found, and what it did not find any more. */
export const CheckRecord = z.object({
  findings: z.record(z.string(), FindingState),
  absences: z.array(Absence),
});
export type CheckRecord = z.infer<typeof CheckRecord>;

export type RecordPolicy = {
  readonly nowMs: number;
  /** Conclusive checks in a row without an incident that resolve it. */
  readonly resolvedAfter: number;
};

/** The incidents of a service after a check, and what the check meant for them. Incidents that it says nothing of stay the same objects. */
export function recordCheck(
  incidents: readonly Incident[],
  findings: CheckFindings,
  policy: RecordPolicy,
): { readonly incidents: readonly Incident[]; readonly record: CheckRecord } {
  const leaks = oncePerFingerprint(findings.found);
  const known = new Map(incidents.map((incident) => [incident.fingerprint, incident]));
  const found = leaks.map((leak) => afterFound(known.get(leak.fingerprint), leak, findings, policy));
  const isFound = new Set(found.map(({ fingerprint }) => fingerprint));
  const rest = incidents
    .filter(({ fingerprint }) => !isFound.has(fingerprint))
    .map((incident) => afterAbsent(incident, findings, policy));
  return {
    incidents: [...found, ...rest.map(({ incident }) => incident)],
    record: {
      findings: Object.fromEntries(found.map((incident) => [incident.fingerprint, stateOf(incident)])),
      absences: rest.flatMap(({ absence }) => absence ?? []),
    },
  };
}

function afterFound(
  before: Incident | undefined,
  leak: FoundLeak,
  { check, windowMs, windowFromMs }: CheckFindings,
  { nowMs }: RecordPolicy,
): Incident {
  const { fingerprint, kind, pattern, culprit, perMinute, replicas } = leak;
  const sighting: Sighting = { check, atMs: nowMs, perMinute, replicas: Math.max(1, replicas), windowMs };
  const named = { fingerprint, kind, pattern, culprit };
  if (before === undefined) {
    const first = { first: sighting, last: sighting, seen: 1, absent: 0 };
    return { ...named, ...first, status: { is: 'open' }, events: [{ kind: 'found', atMs: nowMs }] };
  }
  const seen = { ...before, ...named, last: sighting, seen: before.seen + 1 };
  const { status } = before;
  if (status.is === 'resolved') {
    // A window that began before says nothing of what came after.
    return windowFromMs < status.atMs ? seen : cameBack(seen, nowMs);
  }
  const again = { ...seen, absent: 0 };
  if (status.is === 'snoozed' && isSnoozeOver(status.until, leak, nowMs)) {
    return turned(again, { is: 'open' }, { kind: 'snooze-over', atMs: nowMs });
  }
  return again;
}

/** Back after it was resolved: nobody has been told of that yet, so it has no thread. */
function cameBack(incident: Incident, nowMs: number): Incident {
  const { status, thread, ...rest } = turned(incident, { is: 'open' }, { kind: 'back', atMs: nowMs });
  const { atMs, by, checks } = incident.status.is === 'resolved' ? incident.status : { atMs: nowMs };
  const resolved = {
    atMs,
    ...(by === undefined ? {} : { by }),
    ...(checks === undefined ? {} : { checks }),
  };
  return {
    ...rest,
    status,
    absent: 0,
    cameBack: { atMs: nowMs, resolved },
    ...(thread === undefined ? {} : { formerThread: thread }),
  };
}

function afterAbsent(
  incident: Incident,
  findings: CheckFindings,
  { nowMs, resolvedAfter }: RecordPolicy,
): { readonly incident: Incident; readonly absence?: Absence } {
  const { status, fingerprint, kind, culprit, thread } = incident;
  const isOver = status.is === 'resolved' || status.is === 'silenced';
  if (isOver || !findings.isConclusive || !wouldShow(incident, findings)) return { incident };
  const absent = incident.absent + 1;
  const isResolved = absent >= resolvedAfter;
  const absence: Absence = {
    ...{ fingerprint, kind, culprit, absent, of: resolvedAfter, isResolved, status },
    ...(thread === undefined ? {} : { thread }),
  };
  if (!isResolved) return { incident: { ...incident, absent }, absence };
  const { cameBack: _, ...rest } = incident;
  const resolved: Status = { is: 'resolved', atMs: nowMs, checks: absent };
  return { incident: turned({ ...rest, absent }, resolved, { kind: 'resolved', atMs: nowMs }), absence };
}

/** Whether a check would have found the incident if it still grew: a shorter window shows only what grows fast enough for it. */
function wouldShow({ kind, last }: Incident, { windowMs, detectablePerMinute }: CheckFindings): boolean {
  const detectable = detectablePerMinute[kind];
  return (
    windowMs >= last.windowMs || (detectable !== undefined && detectable <= last.perMinute / last.replicas)
  );
}

/** Two findings may share a fingerprint: they are one incident, which grows by both. */
function oncePerFingerprint(found: readonly FoundLeak[]): FoundLeak[] {
  const leaks = new Map<string, FoundLeak>();
  for (const leak of found) {
    const same = leaks.get(leak.fingerprint);
    leaks.set(leak.fingerprint, same === undefined ? leak : together(same, leak));
  }
  return [...leaks.values()];
}

function together(one: FoundLeak, other: FoundLeak): FoundLeak {
  return {
    ...one,
    perMinute: one.perMinute + other.perMinute,
    atLeastPerMinute: one.atLeastPerMinute + other.atLeastPerMinute,
    replicas: Math.max(one.replicas, other.replicas),
  };
}
