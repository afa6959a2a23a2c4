import { type Incident, turned } from './incident.ts';
import { type SnoozeChoice, snoozedUntil } from './snooze.ts';

/** What a person can do about an incident. */
export const incidentActions = ['acknowledge', 'snooze', 'resolve', 'silence', 'unsilence'] as const;
export type IncidentAction = (typeof incidentActions)[number];

export type IncidentAct =
  | { readonly action: 'acknowledge' | 'resolve' | 'unsilence' }
  | { readonly action: 'snooze'; readonly choice: SnoozeChoice }
  /** In the person's own words. */
  | { readonly action: 'silence'; readonly reason: string };

/** What can be done about an incident as it stands: all but what is done already; a snooze may be changed. */
export function actionsFor({ status }: Pick<Incident, 'status'>): readonly IncidentAction[] {
  switch (status.is) {
    case 'open':
    case 'snoozed':
      return ['acknowledge', 'snooze', 'resolve', 'silence'];
    case 'acknowledged':
      return ['snooze', 'resolve', 'silence'];
    case 'resolved':
      return ['acknowledge', 'silence'];
    case 'silenced':
      return ['unsilence'];
  }
}

/** The incident after a person's act; undefined where that cannot be done any more (`actionsFor`). */
export function afterAct(
  incident: Incident,
  act: IncidentAct,
  { by, nowMs: atMs }: { readonly by: string; readonly nowMs: number },
): Incident | undefined {
  if (!actionsFor(incident).includes(act.action)) return undefined;
  switch (act.action) {
    case 'acknowledge':
      return turned(incident, { is: 'acknowledged', by, atMs }, { kind: 'acknowledged', by, atMs });
    case 'snooze': {
      const until = snoozedUntil(act.choice, incident, atMs);
      return turned(incident, { is: 'snoozed', by, atMs, until }, { kind: 'snoozed', by, atMs });
    }
    case 'resolve': {
      const { cameBack: _, ...rest } = incident;
      return turned(rest, { is: 'resolved', by, atMs }, { kind: 'resolved', by, atMs });
    }
    case 'silence': {
      const { reason } = act;
      return turned(incident, { is: 'silenced', by, atMs, reason }, { kind: 'silenced', by, atMs });
    }
    case 'unsilence':
      return turned(incident, { is: 'open' }, { kind: 'unsilenced', by, atMs });
  }
}
