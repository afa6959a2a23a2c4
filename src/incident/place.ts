import type { Incident, IncidentThread } from './incident.ts';

/** Notes where people are told of these incidents; one that has a thread keeps it unless that thread is `gone`. */
export function placeIncidents(
  incidents: readonly Incident[],
  {
    fingerprints,
    thread,
    gone,
  }: {
    readonly fingerprints: ReadonlySet<string>;
    readonly thread: IncidentThread;
    readonly gone: ReadonlySet<string>;
  },
): readonly Incident[] {
  return incidents.map((incident) =>
    fingerprints.has(incident.fingerprint) &&
    (incident.thread === undefined || gone.has(incident.fingerprint))
      ? { ...incident, thread }
      : incident,
  );
}

/**
 * The thread in which a check of the service belongs that is asked in this channel: that of an acknowledged leak, when every leak
 * that is still open is acknowledged. Undefined where something waits for an answer, or nothing is known.
 */
export function acknowledgedThread(
  incidents: readonly Incident[],
  channel: string,
): { readonly incident: Incident; readonly thread: IncidentThread } | undefined {
  if (incidents.some(({ status }) => status.is === 'open')) return undefined;
  const inChannel = incidents.flatMap((incident) => {
    const { status, thread } = incident;
    return status.is === 'acknowledged' && thread?.channel === channel ? [{ incident, thread }] : [];
  });
  return inChannel.sort((a, b) => b.incident.last.atMs - a.incident.last.atMs)[0];
}
