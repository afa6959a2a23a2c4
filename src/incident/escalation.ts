import type { Escalated, ToldEvent } from './escalated.ts';
import type { Incident } from './incident.ts';
import type { Status } from './status.ts';

/** Older ones are not escalated any more: whoever sets `escalateAfter` wants no page for each leak of the last months. */
const dueForMs = 24 * 3_600_000;

/** Whether nobody has taken up an incident for too long since people were first told of it. */
export function isUnacknowledged(incident: Incident, afterMs: number, nowMs: number): boolean {
  const { status, thread, escalated } = incident;
  if (status.is !== 'open' || thread === undefined || escalated !== undefined) return false;
  const openMs = nowMs - openSinceMs(incident);
  return openMs >= afterMs && openMs < afterMs + dueForMs;
}

/** When an open incident was found, or came to need somebody again. */
export function openSinceMs({ events, first }: Pick<Incident, 'events' | 'first'>): number {
  const opened = events.findLast(({ kind }) => opening.has(kind));
  return opened?.atMs ?? first.atMs;
}

/** The incident that has been open for longest: the same one as long as it is among them, in whatever order they come. */
export function longestOpen(incidents: readonly Incident[]): Incident | undefined {
  return [...incidents].sort(
    (a, b) => openSinceMs(a) - openSinceMs(b) || (a.fingerprint < b.fingerprint ? -1 : 1),
  )[0];
}

const opening: ReadonlySet<string> = new Set(['found', 'back', 'snooze-over', 'unsilenced']);

/**
 * That an incident was escalated: when, and by whom unless by itself. Undefined too where it was resolved, or came back, since then: it
 * may be escalated anew.
 */
export function standingEscalation({
  escalated,
  events,
  status,
}: Pick<Incident, 'escalated' | 'events' | 'status'>):
  | { readonly atMs: number; readonly by?: string | undefined }
  | undefined {
  if (escalated === undefined || escalated.event === 'resolve' || status.is === 'resolved') return undefined;
  const { sinceMs: atMs = escalated.atMs, by } = escalated;
  if (events.some((event) => anew.has(event.kind) && event.atMs > atMs)) return undefined;
  return by === undefined ? { atMs } : { atMs, by };
}

const anew: ReadonlySet<string> = new Set(['back', 'unsilenced']);

/** What those outside do not know yet of an escalated incident; undefined where they know all. */
export function untoldEvent({ status, escalated, last }: Incident): ToldEvent | undefined {
  if (escalated === undefined) return undefined;
  const turn = turnOf(status, escalated);
  if (turn !== escalated.event) return turn;
  return turn !== 'resolve' && last.check !== escalated.check ? 'seen' : undefined;
}

/** Who escalates what is acknowledged already wants others to look at it: only a later acknowledgement counts. */
function turnOf(status: Status, { event, atMs }: Escalated): Escalated['event'] {
  switch (status.is) {
    case 'open':
      return 'trigger';
    case 'acknowledged':
    case 'snoozed':
      return event === 'trigger' && status.atMs <= atMs ? 'trigger' : 'acknowledge';
    case 'resolved':
    case 'silenced':
      return 'resolve';
  }
}
