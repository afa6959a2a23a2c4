import type { Incident } from '../../src/incident/incident.ts';
import type { CheckFindings, FoundLeak } from '../../src/incident/record-check.ts';
import type { Status } from '../../src/incident/status.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
/** 12 Nov 2026, 10:00 UTC. */
export const firstMs = Date.UTC(2026, 10, 12, 10);

/** A leak of 1.2 MiB/min in two replicas, found once, of which people were told. */
export function incident(fields: Partial<Incident> = {}): Incident {
  const sighting = {
    check: 'first234',
    atMs: firstMs,
    perMinute: 1.2 * 2 ** 20,
    replicas: 2,
    windowMs: 5 * minuteMs,
  };
  return {
    fingerprint: 'aaaaaaaaaaaa',
    kind: 'heap',
    pattern: 'cache-unbounded',
    culprit: 'example.com/shop/internal/idempotency.(*Store).Remember',
    first: sighting,
    last: sighting,
    seen: 1,
    absent: 0,
    status: { is: 'open' },
    thread: { channel: 'C0PAY', ts: '1700000000.000001' },
    events: [{ kind: 'found', atMs: firstMs }],
    ...fields,
  };
}

export const acknowledged: Status = { is: 'acknowledged', by: 'U0BEA', atMs: firstMs + hourMs };
export const silenced: Status = {
  is: 'silenced',
  by: 'U0BEA',
  atMs: firstMs + hourMs,
  reason: 'bounded by the number of tenants',
};
export const resolvedByChecks: Status = { is: 'resolved', atMs: firstMs + hourMs, checks: 3 };

export function found(fields: Partial<FoundLeak> = {}): FoundLeak {
  const { fingerprint, kind, pattern, culprit } = incident();
  return {
    fingerprint,
    kind,
    pattern,
    culprit,
    perMinute: 3 * 2 ** 20,
    atLeastPerMinute: 2.5 * 2 ** 20,
    replicas: 2,
    ...fields,
  };
}

/** A conclusive check of two hours after the first. */
export function findings(fields: Partial<CheckFindings> = {}): CheckFindings {
  return {
    check: 'later234',
    windowFromMs: firstMs + 2 * hourMs - 5 * minuteMs,
    windowMs: 5 * minuteMs,
    isConclusive: true,
    detectablePerMinute: { heap: 2 ** 18, goroutine: 10 },
    found: [found()],
    ...fields,
  };
}

export const laterMs = firstMs + 2 * hourMs;
