import { type DigestRun, runId, wasMissed } from '../../digest/digest.ts';
import { nextLoud } from '../../digest/due-runs.ts';
import type { CheckedService, DigestFacts, DigestMemory, ServiceFacts } from '../../digest/facts.ts';
import { asOf } from '../../incident/as-of.ts';
import type { CheckStore } from '../check-store.ts';
import { type IncidentStore, UnreadableIncidentsError } from '../incident-store.ts';
import type { Logger } from '../logger.ts';
import type { Service } from '../service.ts';
import type { SweptService } from './digest-services.ts';
import type { DigestStore } from './digest-store.ts';

export type FactsDeps = {
  readonly services: readonly Service[];
  readonly store: CheckStore;
  readonly incidents: IncidentStore;
  readonly digests: DigestStore;
  readonly clock: () => number;
  readonly logger: Logger;
};

const minutesPerDay = 24 * 60;

/** What a run has to tell, of the checks of its sweep by service. Throws what the stores throw. */
export async function digestFacts(
  deps: FactsDeps,
  run: DigestRun,
  sweep: { readonly services: readonly SweptService[]; readonly checks: Readonly<Record<string, string>> },
): Promise<DigestFacts> {
  const { digest, dueMs } = run;
  const { memory, progress, problem } = await deps.digests.recordOf(digest.name);
  const nowMs = deps.clock();
  // A run that goes on after it has posted must not tell of what came since its own message.
  const last = memory?.run === runId(run) ? undefined : memory;
  return {
    name: digest.name,
    dueMs,
    nowMs,
    sinceMs: last?.atMs ?? progress?.sinceMs ?? run.startedMs,
    isFirst: last === undefined,
    late: wasMissed(run) ? 'missed' : problem?.dueMs === dueMs ? 'refused' : undefined,
    nextMs: nextLoud(digest, nowMs),
    services: await Promise.all(
      sweep.services.map(({ service }) =>
        serviceFacts(deps, service, { check: sweep.checks[service], last }),
      ),
    ),
  };
}

async function serviceFacts(
  deps: FactsDeps,
  service: string,
  { check, last }: { readonly check: string | undefined; readonly last: DigestMemory | undefined },
): Promise<ServiceFacts> {
  const known = deps.services.find(({ name }) => name === service);
  return {
    service,
    owner: known?.owner?.label,
    checked: known === undefined ? { unchecked: notNamed } : await checkedService(deps, check),
    ...(await incidentsOf(deps, service)),
    before: last?.services[service],
  };
}

const notNamed = 'The services file does not name it any more: take it out of the digest, or put it back.';

async function checkedService(deps: FactsDeps, id: string | undefined): Promise<ServiceFacts['checked']> {
  if (id === undefined) {
    return {
      unchecked:
        'The sweep had no time left for it: give the digest a longer `within`, a shorter `window` or more `atOnce`.',
    };
  }
  const check = await deps.store.get(id);
  if (check?.outcome === undefined) return { unchecked: whyUnchecked(check?.state) };
  const { verdict, confidence, reason, finishedAtMs, growth } = check.outcome;
  const checked: CheckedService = { check: id, verdict, confidence, reason, atMs: finishedAtMs };
  return {
    ...checked,
    ...(growth?.heapPerMinute === undefined ? {} : { heapPerDay: growth.heapPerMinute * minutesPerDay }),
    ...(growth?.goroutinesPerMinute === undefined
      ? {}
      : { goroutinesPerDay: growth.goroutinesPerMinute * minutesPerDay }),
  };
}

function whyUnchecked(state: string | undefined): string {
  switch (state) {
    case 'cancelled':
      return 'Somebody cancelled its check.';
    case 'failed':
    case undefined:
      return 'Its check failed: the log of the leakcheck worker says why.';
    default:
      return 'Its check was not done in time: `/leakcheck status` shows whether workers keep up.';
  }
}

async function incidentsOf(
  { incidents, clock, logger }: FactsDeps,
  service: string,
): Promise<Pick<ServiceFacts, 'incidents' | 'areIncidentsUnreadable'>> {
  try {
    return { incidents: (await incidents.of(service)).map((incident) => asOf(incident, clock())) };
  } catch (error) {
    // The verdicts must not wait for what somebody else wrote into Redis.
    if (!(error instanceof UnreadableIncidentsError)) throw error;
    logger.error({ err: error, service }, 'incidents cannot be read');
    return { incidents: [], areIncidentsUnreadable: true };
  }
}
