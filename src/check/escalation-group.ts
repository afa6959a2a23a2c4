import { openSinceMs } from '../incident/escalation.ts';
import type { Incident, IncidentThread } from '../incident/incident.ts';
import type { EscalationReason, EscalationRecord } from './escalation-record.ts';
import { linkTo } from './link-to.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';

/** Leaks that people were told of in one thread: they are escalated together. */
export type Group = { readonly thread: IncidentThread; readonly incidents: readonly Incident[] };

export function byThread(incidents: readonly Incident[]): Group[] {
  const groups = new Map<string, { thread: IncidentThread; incidents: Incident[] }>();
  for (const incident of incidents) {
    if (incident.thread === undefined) continue;
    const { channel, ts } = incident.thread;
    const group = groups.get(`${channel}/${ts}`) ?? { thread: incident.thread, incidents: [] };
    groups.set(`${channel}/${ts}`, group);
    group.incidents.push(incident);
  }
  return [...groups.values()];
}

type GroupDeps = {
  readonly poster: Pick<Poster, 'permalink'>;
  readonly clock: () => number;
  readonly logger: Logger;
};

/** The record of their escalation, of the same id for each try of it. */
export async function groupRecord(
  deps: GroupDeps,
  service: string,
  group: Group & { readonly reason: EscalationReason; readonly afterMs?: number },
): Promise<EscalationRecord> {
  const { thread, incidents, reason, afterMs } = group;
  const [first] = incidents;
  const check = first?.last.check ?? '';
  const permalink = await linkTo(deps, thread);
  const since = first === undefined ? 0 : openSinceMs(first);
  return {
    id: [check, reason, first?.fingerprint, since].join('-'),
    reason,
    service,
    check,
    note: '',
    atMs: deps.clock(),
    to: { channel: thread.channel, threadTs: thread.ts },
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(permalink === undefined ? {} : { permalink }),
  };
}
