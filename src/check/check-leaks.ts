import { standingEscalation } from '../incident/escalation.ts';
import type { Incident } from '../incident/incident.ts';
import type { Report } from '../report/report.ts';
import type { Check } from './check.ts';
import { type IncidentStore, UnreadableIncidentsError } from './incident-store.ts';
import type { Logger } from './logger.ts';

/** The leaks that a check found: which may be escalated, which were, and which are resolved or said to be no leak since. */
export type CheckLeaks = {
  readonly due: readonly Incident[];
  readonly escalated: readonly Incident[];
  readonly over: readonly Incident[];
};

/** Where the report is out of sight, the leaks that the check was the first or the last to find. Throws a StoreUnavailableError. */
export async function leaksOf(
  deps: { readonly incidents: IncidentStore; readonly logger: Logger },
  { id, service }: Pick<Check, 'id' | 'service'>,
  report: Report | undefined,
): Promise<CheckLeaks> {
  const found = new Set(report?.findings.map(({ fingerprint }) => fingerprint));
  const leaks = (await readable(deps, service)).filter(
    ({ fingerprint, first, last }) => found.has(fingerprint) || first.check === id || last.check === id,
  );
  const open = leaks.filter((incident) => !isOver(incident));
  return {
    due: open.filter((incident) => standingEscalation(incident) === undefined),
    escalated: open.filter((incident) => standingEscalation(incident) !== undefined),
    over: leaks.filter(isOver),
  };
}

function isOver({ status }: Incident): boolean {
  return status.is === 'silenced' || status.is === 'resolved';
}

/** What cannot be read is no reason to page nobody: then the check itself is told of. */
async function readable(
  { incidents, logger }: { readonly incidents: IncidentStore; readonly logger: Logger },
  service: string,
): Promise<readonly Incident[]> {
  try {
    return await incidents.of(service);
  } catch (error) {
    if (!(error instanceof UnreadableIncidentsError)) throw error;
    logger.error({ err: error, service }, 'the leaks of a check cannot be read');
    return [];
  }
}
