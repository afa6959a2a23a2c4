import { stateOf } from '../../src/incident/finding-state.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { Status } from '../../src/incident/status.ts';
import type { Report } from '../../src/report/report.ts';
import { firstMs, hourMs, incident } from '../incident/incident-fixtures.ts';

/** What tries to mention, to format and to break out, as long as anything is. Without what looks like an id or a time: foreign ones stay as they are. */
export const foreign = `<!channel> *pay*\`ments\` & <http://evil.example|click> :skull: ${'wide/'.repeat(80)}`;

const by = 'U0BEA';
const atMs = firstMs;

/** Every way in which a leak can stand. */
const statuses: readonly Status[] = [
  { is: 'open' },
  { is: 'acknowledged', by, atMs },
  { is: 'snoozed', by, atMs, until: { kind: 'time', atMs: atMs + hourMs } },
  { is: 'snoozed', by, atMs, until: { kind: 'faster', perMinute: 1e6, replicas: 3 } },
  { is: 'silenced', by, atMs, reason: foreign.slice(0, 200) },
  { is: 'resolved', by, atMs },
  { is: 'resolved', atMs, checks: 3 },
];

/** So many leaks, each in its turn standing in another way, some escalated. */
export function manyIncidents(count: number): readonly Incident[] {
  return Array.from({ length: count }, (_, index) => {
    const status = statuses[index % statuses.length] ?? { is: 'open' };
    const escalation = { escalation: 'x', atMs, sinceMs: atMs, event: 'trigger', check: 'first234' } as const;
    return incident({
      fingerprint: `f${index}`,
      seen: index + 1,
      culprit: `example.com/${'wide/'.repeat(40)}cache.(*Store[go.shape.string]).Put${index}`,
      status,
      events: Array.from({ length: 20 }, () => ({ kind: 'snooze-over' as const, atMs, by })),
      ...(index % 3 === 0 ? { escalated: index % 2 === 0 ? { ...escalation, by } : escalation } : {}),
    });
  });
}

/** A report whose findings are known, each in another way. */
export function known(report: Report): Report {
  const incidents = manyIncidents(report.findings.length);
  return {
    ...report,
    findings: report.findings.map((finding, index) => {
      const leak = incidents[index];
      return leak === undefined ? finding : { ...finding, incident: stateOf(leak) };
    }),
    absences: manyIncidents(30).map(({ fingerprint, kind, culprit, status }) => ({
      ...{ fingerprint, kind, culprit, status, absent: 3, of: 3, isResolved: true },
      thread: { channel: 'C0PAY', ts: '1.1' },
    })),
    previous: {
      check: 'abc23456',
      at: '2026-11-11T11:11:11.000Z',
      windowMs: 300_000,
      verdict: 'leak',
      heapPerMinute: 1e6,
    },
  };
}
