import { addedMessage } from '../../src/digest/added-message.ts';
import { detailMessages } from '../../src/digest/detail-messages.ts';
import { digestMessage } from '../../src/digest/digest-message.ts';
import type { DigestFacts, ServiceFacts } from '../../src/digest/facts.ts';
import type { Verdict } from '../../src/report/report.ts';
import { aDigest } from '../check/digest-world.ts';
import { firstMs, hourMs } from '../incident/incident-fixtures.ts';
import type { Sent } from './lints.ts';
import { foreign, manyIncidents } from './wide.ts';

const verdicts: readonly (Verdict | undefined)[] = ['leak', 'suspect', 'healthy', 'inconclusive', undefined];

function service(index: number, verdict: Verdict | undefined): ServiceFacts {
  const checked = {
    ...{ confidence: 0.97, reason: `${foreign} since 2026-11-11 11:11 UTC`, check: 'abc23456' },
    ...{ atMs: firstMs, heapPerDay: 2e9, goroutinesPerDay: 5_000 },
  };
  return {
    service: `${index} ${foreign}`,
    owner: foreign,
    checked: verdict === undefined ? { unchecked: foreign } : { verdict, ...checked },
    incidents: verdict === 'healthy' ? [] : manyIncidents(12),
    areIncidentsUnreadable: index % 11 === 5,
    before: { verdict: 'healthy', heapPerDay: 1 },
  };
}

function facts(services: readonly ServiceFacts[], fields: Partial<DigestFacts> = {}): DigestFacts {
  const times = { dueMs: firstMs, nowMs: firstMs + 1, sinceMs: firstMs - hourMs, nextMs: firstMs + hourMs };
  return { name: 'morning', ...times, isFirst: false, late: undefined, services, ...fields };
}

const wide = facts(
  Array.from({ length: 200 }, (_, index) => service(index, verdicts[index % verdicts.length])),
  { late: 'missed' },
);
const resolved = manyIncidents(60).filter(({ status }) => status.is === 'resolved');
const healthy = facts([
  { ...service(1, 'healthy'), areIncidentsUnreadable: false, incidents: resolved.slice(0, 12) },
]);
const chart = { fileId: 'F1', altText: 'Growth of live heap a day: payments from +1 GiB to +2 GiB.' };
const named = Array.from({ length: 200 }, (_, index) => `service-${index}`);

/** A digest and its thread. */
export const digestMessages: readonly (readonly [string, Sent])[] = [
  ['digest', digestMessage(wide, chart)],
  ['digest without a chart', digestMessage(wide)],
  ['digest of nothing', digestMessage(facts([]))],
  ['healthy digest', digestMessage(healthy)],
  ...[...detailMessages(wide), ...detailMessages(healthy)].map((each, index): [string, Sent] => [
    `digest details ${index}`,
    each,
  ]),
  [
    'digest added',
    addedMessage(
      aDigest({ addedBy: 'U0ANN', services: named, quietHours: { from: 1_320, to: 420 }, weekends: false }),
      firstMs,
    ),
  ],
];
