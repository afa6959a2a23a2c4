import { openIncidents } from '../../digest/facts.ts';
import { asOf } from '../../incident/as-of.ts';
import type { Incident } from '../../incident/incident.ts';
import { type IncidentStore, UnreadableIncidentsError } from '../incident-store.ts';
import type { Logger } from '../logger.ts';

/** The leaks of a service that are neither resolved nor silenced, most urgent first. */
export type KnownLeaks = { readonly incidents: readonly Incident[]; readonly areUnreadable: boolean };

/** Throws a StoreUnavailableError; what cannot be read of one service does not hide the others. */
export async function knownLeaks(
  deps: {
    readonly incidents: Pick<IncidentStore, 'of'>;
    readonly clock: () => number;
    readonly logger: Logger;
  },
  service: string,
): Promise<KnownLeaks> {
  try {
    const known = await deps.incidents.of(service);
    const incidents = openIncidents({ incidents: known.map((incident) => asOf(incident, deps.clock())) });
    return { incidents: [...incidents].sort(compared), areUnreadable: false };
  } catch (error) {
    if (!(error instanceof UnreadableIncidentsError)) throw error;
    deps.logger.error({ err: error, service }, 'incidents cannot be read');
    return { incidents: [], areUnreadable: true };
  }
}

/** Every open leak of these services, most urgent first. */
export function openLeaks(
  services: readonly (KnownLeaks & { readonly service: string })[],
): readonly { readonly service: string; readonly incident: Incident }[] {
  return services
    .flatMap(({ service, incidents }) => incidents.map((incident) => ({ service, incident })))
    .sort((a, b) => compared(a.incident, b.incident));
}

/** The order of services: by the most urgent leak of each, then as they were. */
export function byUrgency(a: KnownLeaks, b: KnownLeaks): number {
  return urgencyOf(a.incidents[0]) - urgencyOf(b.incidents[0]);
}

function compared(a: Incident, b: Incident): number {
  return urgencyOf(a) - urgencyOf(b) || b.last.atMs - a.last.atMs;
}

/** Back after it was resolved, then what nobody has taken, then what somebody has, then what may wait. */
function urgencyOf(incident: Incident | undefined): number {
  if (incident === undefined) return 4;
  switch (incident.status.is) {
    case 'open':
      return incident.cameBack === undefined ? 1 : 0;
    case 'acknowledged':
      return 2;
    default:
      return 3;
  }
}
