import { type Incident, turned } from './incident.ts';

/** An incident as it stands at this moment: a snooze whose time is over is over, though no check has noted that yet. */
export function asOf(incident: Incident, nowMs: number): Incident {
  const { status } = incident;
  if (status.is !== 'snoozed' || status.until.kind !== 'time' || nowMs < status.until.atMs) return incident;
  return turned(incident, { is: 'open' }, { kind: 'snooze-over', atMs: status.until.atMs });
}
