import { z } from 'zod';
import type { Incident } from '../incident/incident.ts';
import { Verdict } from '../report/report.ts';

/** What a check says of a service, per day. A growth that cannot be told from none is 0. */
const Checked = z.object({
  verdict: Verdict,
  heapPerDay: z.number().optional(),
  goroutinesPerDay: z.number().optional(),
});

/** What a digest told of its services, kept for the next one. */
export const DigestMemory = z.object({
  /** Its run, and when it was posted. */
  run: z.string(),
  atMs: z.number(),
  services: z.record(z.string(), Checked),
});
export type DigestMemory = z.infer<typeof DigestMemory>;
export type RememberedService = z.infer<typeof Checked>;

export type CheckedService = RememberedService & {
  readonly confidence: number;
  readonly reason: string;
  readonly check: string;
  readonly atMs: number;
};

export type ServiceFacts = {
  readonly service: string;
  /** Whom Escalate would tell; undefined where the services file names nobody. */
  readonly owner: string | undefined;
  /** What the sweep's check says, or why there is none. */
  readonly checked: CheckedService | { readonly unchecked: string };
  readonly incidents: readonly Incident[];
  /** What is stored of its incidents cannot be read. */
  readonly areIncidentsUnreadable?: boolean;
  /** As the last digest told. */
  readonly before: RememberedService | undefined;
};

export type DigestFacts = {
  readonly name: string;
  readonly dueMs: number;
  readonly nowMs: number;
  /** Since when what is new is new: the last digest, or since there is this digest. */
  readonly sinceMs: number;
  readonly isFirst: boolean;
  /** Why it was not posted when it was due: leakcheck was not running then, or Slack did not take it. */
  readonly late: 'missed' | 'refused' | undefined;
  readonly nextMs: number;
  readonly services: readonly ServiceFacts[];
};

/** What became of a leak since the last digest. */
export type News = {
  readonly kind: 'new' | 'back' | 'resolved';
  readonly service: string;
  readonly incident: Incident;
};

export function newsOf({ services, sinceMs }: Pick<DigestFacts, 'services' | 'sinceMs'>): readonly News[] {
  return services.flatMap(({ service, incidents }) =>
    incidents.flatMap((incident): News[] => {
      const kind = newsKind(incident, sinceMs);
      return kind === undefined ? [] : [{ kind, service, incident }];
    }),
  );
}

function newsKind({ status, first, cameBack }: Incident, sinceMs: number): News['kind'] | undefined {
  if (status.is === 'silenced') return undefined;
  if (status.is === 'resolved') return status.atMs > sinceMs ? 'resolved' : undefined;
  if (cameBack !== undefined && cameBack.atMs > sinceMs) return 'back';
  return first.atMs > sinceMs ? 'new' : undefined;
}

export function openIncidents({ incidents }: Pick<ServiceFacts, 'incidents'>): readonly Incident[] {
  return incidents.filter(({ status }) => status.is !== 'resolved' && status.is !== 'silenced');
}

/** Every service was checked and is healthy, and no leak of it is open. */
export function isAllHealthy({ services }: Pick<DigestFacts, 'services'>): boolean {
  return services.every(
    (facts) =>
      'verdict' in facts.checked &&
      facts.checked.verdict === 'healthy' &&
      facts.areIncidentsUnreadable !== true &&
      openIncidents(facts).length === 0,
  );
}

/** What the next digest needs to know of this one. A service that was not checked keeps what was known of it. */
export function memoryOf(run: string, { nowMs, services }: DigestFacts): DigestMemory {
  const remembered = services.flatMap(({ service, checked, before }): [string, RememberedService][] => {
    if ('verdict' in checked) return [[service, Checked.parse(checked)]];
    return before === undefined ? [] : [[service, before]];
  });
  return { run, atMs: nowMs, services: Object.fromEntries(remembered) };
}
