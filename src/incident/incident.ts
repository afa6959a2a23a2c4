import { z } from 'zod';
import { Escalated } from './escalated.ts';
import { Resolution, Status } from './status.ts';

/** What of an incident a thread is about: `ts` of the message that the replies hang on. */
export const IncidentThread = z.object({ channel: z.string(), ts: z.string() });
export type IncidentThread = z.infer<typeof IncidentThread>;

/** An incident as one check found it; growth is that of all its replicas together. */
const Sighting = z.object({
  check: z.string(),
  atMs: z.number(),
  perMinute: z.number(),
  replicas: z.number().int().positive(),
  windowMs: z.number(),
});
export type Sighting = z.infer<typeof Sighting>;

const eventKinds = [
  'found',
  'acknowledged',
  'snoozed',
  'snooze-over',
  'resolved',
  'back',
  'silenced',
  'unsilenced',
] as const;

/** A turn in an incident's life. Without `by` it was a check's doing. */
export const IncidentEvent = z.object({
  kind: z.enum(eventKinds),
  atMs: z.number(),
  by: z.string().optional(),
});
export type IncidentEvent = z.infer<typeof IncidentEvent>;

/** One leak of one service across checks, replicas and deploys: what the fingerprint stands for. */
export const Incident = z.object({
  fingerprint: z.string(),
  kind: z.enum(['heap', 'goroutine']),
  /** Id of its pattern, as the last check named it. */
  pattern: z.string(),
  culprit: z.string(),
  first: Sighting,
  last: Sighting,
  /** Checks that found it. */
  seen: z.number().int().positive(),
  /** Checks in a row, up to now, that would have found it and did not. */
  absent: z.number().int().nonnegative(),
  status: Status,
  /** It came back after this, and is not resolved since. */
  cameBack: z.object({ atMs: z.number(), resolved: Resolution }).optional(),
  /** Where people were told first; absent until they have been told. */
  thread: IncidentThread.optional(),
  /** Where they were told before it came back. */
  formerThread: IncidentThread.optional(),
  /** Absent until it was escalated. */
  escalated: Escalated.optional(),
  /** The last turns, oldest first. */
  events: z.array(IncidentEvent),
});
export type Incident = z.infer<typeof Incident>;

const mostEvents = 20;

/** The incident after a turn, with the turn in its history. */
export function turned(incident: Incident, status: Status, event: IncidentEvent): Incident {
  return { ...incident, status, events: [...incident.events, event].slice(-mostEvents) };
}
