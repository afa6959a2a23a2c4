import { z } from 'zod';
import { standingEscalation } from './escalation.ts';
import { type Incident, IncidentEvent, IncidentThread } from './incident.ts';
import { Resolution, Status } from './status.ts';

export const findingStates = [
  'new',
  'known',
  'acknowledged',
  'snoozed',
  'silenced',
  'regressed',
  'resolved',
] as const;
export type FindingStateName = (typeof findingStates)[number];

/**
 * What is known of a finding's incident at the moment of a check, or of a look at it. `resolved` is a finding of a window that
 * began before its incident was resolved.
 */
export const FindingState = z.object({
  state: z.enum(findingStates),
  /** Checks that found it, this one included. */
  seen: z.number().int(),
  firstSeenMs: z.number(),
  /** Growth of all replicas together when it was first found; in bytes or goroutines. */
  firstPerMinute: z.number(),
  status: Status,
  cameBack: z.object({ atMs: z.number(), resolved: Resolution }).optional(),
  thread: IncidentThread.optional(),
  formerThread: IncidentThread.optional(),
  /** That it was escalated and is not resolved since: when, and by whom unless by itself. */
  escalated: z.object({ atMs: z.number(), by: z.string().optional() }).optional(),
  events: z.array(IncidentEvent),
});
export type FindingState = z.infer<typeof FindingState>;

/** How an incident stands: new while one check alone has told people of it, regressed until they have been told that it is back. */
export function stateOf(incident: Incident): FindingState {
  const { seen, first, status, cameBack, thread, formerThread, events } = incident;
  const escalated = standingEscalation(incident);
  return {
    state: nameOf(incident),
    seen,
    firstSeenMs: first.atMs,
    firstPerMinute: first.perMinute,
    status,
    ...(cameBack === undefined ? {} : { cameBack }),
    ...(thread === undefined ? {} : { thread }),
    ...(formerThread === undefined ? {} : { formerThread }),
    ...(escalated === undefined ? {} : { escalated }),
    events,
  };
}

function nameOf({ status, cameBack, thread, seen }: Incident): FindingStateName {
  if (status.is !== 'open') return status.is;
  if (cameBack !== undefined) return thread === undefined ? 'regressed' : 'known';
  return thread === undefined || seen === 1 ? 'new' : 'known';
}
