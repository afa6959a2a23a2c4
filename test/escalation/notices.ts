import type { Notice } from '../../src/check/escalation-sender.ts';

export function aNotice(fields: Partial<Notice> = {}): Notice {
  return {
    id: 'abc23456-asked-pagerduty-f00dfeedbeef-trigger-abc23456',
    event: 'trigger',
    reason: 'asked',
    dedupKey: 'leakcheck:payments:f00dfeedbeef',
    service: 'payments',
    check: 'abc23456',
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    title: 'payments leaks memory: cache.(*Store).Put, +1.4 MiB/min',
    facts: [{ label: 'Verdict', text: 'leak, confidence 97 %. It grows @everyone <!-- x -->.' }],
    incident: {
      fingerprint: 'f00dfeedbeef',
      kind: 'heap',
      pattern: 'map-retention',
      culprit: 'example.com/cache.(*Store).Put',
      perMinute: 1_468_006,
      seen: 2,
      firstSeenMs: Date.UTC(2026, 0, 1),
    },
    by: 'U0BEA',
    note: 'I restarted\nit',
    permalink: 'https://slack.example/C0PAY/1',
    ...fields,
  };
}
