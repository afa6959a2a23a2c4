import { longestOpen, openSinceMs } from '../incident/escalation.ts';
import type { Incident, IncidentThread } from '../incident/incident.ts';
import type { EscalationReason, EscalationRecord, EscalationStore } from './escalation-record.ts';
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

/** Names their escalation: the same for each try of it, another when they are open again. */
export function groupId({ incidents }: Group, reason: EscalationReason): string {
  const first = longestOpen(incidents);
  const since = first === undefined ? 0 : openSinceMs(first);
  return [first?.first.check, reason, first?.fingerprint, since].join('-');
}

type GroupDeps = {
  readonly escalationStore: Pick<EscalationStore, 'get'>;
  readonly poster: Pick<Poster, 'permalink'>;
  readonly clock: () => number;
  readonly logger: Logger;
};

/** The record of their escalation: about the same check at each try of it, whatever is found again in between. */
export async function groupRecord(
  deps: GroupDeps,
  service: string,
  group: Group & { readonly reason: EscalationReason; readonly afterMs?: number },
): Promise<EscalationRecord> {
  const { thread, incidents, reason, afterMs } = group;
  const permalink = await linkTo(deps, thread);
  const id = groupId(group, reason);
  const earlier = await deps.escalationStore.get(id);
  return {
    id,
    reason,
    service,
    check: earlier?.check ?? longestOpen(incidents)?.last.check ?? '',
    note: '',
    atMs: deps.clock(),
    to: { channel: thread.channel, threadTs: thread.ts },
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(permalink === undefined ? {} : { permalink }),
    ...(earlier?.ownerUntold === undefined ? {} : { ownerUntold: earlier.ownerUntold }),
  };
}
