import { describe, expect, it } from 'vitest';
import { checkMessageBlocks } from '../../lab/slack/blocks/check.ts';
import { detailMessages } from '../../src/digest/detail-messages.ts';
import { digestMessage } from '../../src/digest/digest-message.ts';
import { type DigestFacts, memoryOf, type ServiceFacts } from '../../src/digest/facts.ts';
import { trendOf } from '../../src/digest/trend.ts';
import type { Status } from '../../src/incident/status.ts';
import type { Verdict } from '../../src/report/report.ts';
import { fits } from '../../src/report/thread/thread-message.ts';
import { acknowledged, dayMs, firstMs, incident, silenced } from '../incident/incident-fixtures.ts';

const gib = 2 ** 30;
const nowMs = firstMs + dayMs;

function checked(verdict: Verdict, heapPerDay = 0, goroutinesPerDay = 0): ServiceFacts['checked'] {
  return {
    verdict,
    heapPerDay,
    goroutinesPerDay,
    confidence: 0.97,
    reason: 'It grows in both halves.',
    check: 'abc23456',
    atMs: nowMs,
  };
}

function facts(service: string, fields: Partial<ServiceFacts> = {}): ServiceFacts {
  const nobody = { owner: undefined, incidents: [], before: undefined };
  return { service, checked: checked('healthy'), ...nobody, ...fields };
}

function digest(services: readonly ServiceFacts[], fields: Partial<DigestFacts> = {}): DigestFacts {
  return {
    name: 'morning',
    dueMs: nowMs,
    nowMs,
    sinceMs: firstMs - dayMs,
    isFirst: false,
    late: undefined,
    nextMs: nowMs + dayMs,
    services,
    ...fields,
  };
}

const leaking = facts('payments', {
  checked: checked('leak', 2 * gib, 1_440),
  owner: 'Payments on-call',
  incidents: [incident(), incident({ fingerprint: 'b', status: acknowledged })],
});

function rows(of: DigestFacts): string[][] {
  const table = digestMessage(of).blocks.find((block) => block.type === 'table');
  if (table?.type !== 'table') throw new Error('no table');
  return table.rows.map((row) => row.map((cell) => (cell.type === 'raw_text' ? cell.text : '?')));
}

function said(of: DigestFacts): string {
  return JSON.stringify(digestMessage(of).blocks);
}

describe('the message of a digest', () => {
  it('says in its first line how all stand and what has changed, for a phone as well', () => {
    const services = [facts('catalog'), leaking, facts('orders', { checked: { unchecked: 'No time.' } })];
    expect(digestMessage(digest(services)).text).toMatch(
      /^Digest morning: 3 services, 1 leaking, 1 not checked, 1 healthy · 2 open leaks · 2 new since <!date\^/,
    );
  });

  it('has a row for each service, what needs somebody first, each cell in words', () => {
    const before = { verdict: 'leak' as const, heapPerDay: gib };
    const services = [
      facts('catalog'),
      facts('orders', { checked: { unchecked: 'x' } }),
      { ...leaking, before },
    ];
    expect(rows(digest(services)).slice(1)).toEqual([
      [
        'payments',
        'leak, 97 %',
        '+2.0 GiB, +1,440 goroutines',
        '2, 1 acknowledged',
        'faster, was +1.0 GiB',
        'Payments on-call',
      ],
      ['orders', 'not checked', 'not known', '0', 'not known', 'none'],
      ['catalog', 'healthy, 97 %', 'none clear', '0', 'first time', 'none'],
    ]);
  });

  it('names what is new, back and resolved since the last one, and nothing else', () => {
    const at = nowMs - 1_000;
    const incidents = [
      incident({
        fingerprint: 'old',
        first: { ...incident().first, atMs: firstMs - 5 * dayMs },
        culprit: 'a.Old',
      }),
      incident({ fingerprint: 'new', culprit: 'a.New' }),
      incident({
        fingerprint: 'back',
        culprit: 'a.Back',
        first: { ...incident().first, atMs: firstMs - 5 * dayMs },
        cameBack: { atMs: at, resolved: { atMs: firstMs } },
      }),
      incident({ fingerprint: 'gone', culprit: 'a.Gone', status: { is: 'resolved', atMs: at, by: 'U0BEA' } }),
      incident({ fingerprint: 'silent', culprit: 'a.Silent', status: silenced }),
    ];
    const text = said(digest([facts('payments', { checked: checked('leak', gib), incidents })]));
    expect(text).toMatch(/\*1 new\*, \*1 back\*, \*1 resolved\*/);
    expect(text).toContain('*New:* payments, `a.New` +1.2 MiB/min');
    expect(text).toContain('*Back:* payments, `a.Back`');
    expect(text).toMatch(/\*Resolved:\* payments, `a.Gone` by <@U0BEA>, <!date/);
    expect(text).not.toMatch(/a\.Old|a\.Silent/);
  });

  it('is one short line when all are healthy', () => {
    const { blocks, text } = digestMessage(digest([facts('payments'), facts('orders')]));
    expect(blocks).toHaveLength(1);
    expect(text).toBe('Digest morning: all 2 services are healthy');
    expect(detailMessages(digest([facts('payments')]))).toEqual([]);
  });

  it('is no such line while a leak is open that its check did not see', () => {
    expect(digestMessage(digest([facts('payments', { incidents: [incident()] })])).text).toContain(
      '1 open leak',
    );
  });

  it('is no such line where nobody knows which leaks are open', () => {
    const unreadable = digest([facts('payments', { areIncidentsUnreadable: true })]);
    expect(rows(unreadable)[1]?.[3]).toBe('not known');
    expect(JSON.stringify(detailMessages(unreadable))).toContain('cannot be read from Redis');
  });

  it.each([
    ['missed' as const, 'while leakcheck was not running'],
    ['refused' as const, 'but Slack did not take it then'],
  ])('says that it is late, and why: %s', (late, words) => {
    expect(said(digest([facts('payments')], { late }))).toContain(words);
    expect(said(digest([leaking], { late }))).toContain(words);
  });

  it('shows times by Slack’s own dates, in the zone of whoever reads', () => {
    expect(said(digest([leaking]))).toContain(`the next one is due <!date^${(nowMs + dayMs) / 1_000}^`);
  });
});

describe('a digest of very many services', () => {
  const hostile = '<!channel> *bold* `code` & '.repeat(20);
  const many = digest(
    Array.from({ length: 200 }, (_, index) =>
      facts(`service-${index}-${'x'.repeat(64)}`, {
        owner: hostile,
        checked: { ...checked('leak', gib * index, 5_000), reason: hostile },
        incidents: [incident({ fingerprint: `${index}`, culprit: hostile })],
      }),
    ),
    { name: 'everything' },
  );
  const messages = [digestMessage(many), ...detailMessages(many)];

  it('folds what does not fit into its thread, within Slack’s limits, and loses no service', () => {
    for (const { blocks, text } of messages) {
      expect(() => checkMessageBlocks(JSON.parse(JSON.stringify(blocks)))).not.toThrow();
      expect(fits(blocks)).toBe(true);
      expect(text.length).toBeLessThan(40_000);
    }
    const told = messages.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'table'));
    const names = JSON.stringify(told).match(/service-\d+-/g) ?? [];
    expect(new Set(names).size).toBe(200);
    expect(said(many)).toContain('185 more services and details in the thread');
  });

  it('mentions nobody whom a service or a profile names', () => {
    for (const message of messages) {
      const spoken = message.blocks.filter(({ type }) => type !== 'table');
      expect(JSON.stringify(spoken)).not.toContain('<!channel>');
      expect(message.text).not.toContain('<!channel>');
    }
  });
});

describe('a trend', () => {
  it.each([
    ['worse, was healthy', checked('leak', gib), { verdict: 'healthy' as const }],
    ['better, was leak', checked('healthy'), { verdict: 'leak' as const, heapPerDay: gib }],
    ['as before', checked('leak', 1.1 * gib), { verdict: 'leak' as const, heapPerDay: gib }],
    ['faster, was +1.0 GiB', checked('leak', 1.3 * gib), { verdict: 'leak' as const, heapPerDay: gib }],
    ['slower, was +2.0 GiB', checked('leak', gib), { verdict: 'leak' as const, heapPerDay: 2 * gib }],
    [
      'faster, was +100 goroutines',
      checked('leak', gib, 200),
      { verdict: 'leak' as const, heapPerDay: gib, goroutinesPerDay: 100 },
    ],
    ['first time', checked('leak', gib), undefined],
    ['not known', { unchecked: 'x' }, { verdict: 'leak' as const }],
  ])('is “%s”', (words, now, before) => {
    expect(trendOf({ checked: now, before })).toBe(words);
  });

  it('is against the last check, where the service was not checked for the digest between', () => {
    const before = { verdict: 'leak' as const, heapPerDay: gib };
    const unchecked = facts('payments', { checked: { unchecked: 'x' }, before });
    expect(memoryOf('digest-morning-1', digest([unchecked])).services).toEqual({ payments: before });
  });
});

describe('news that a digest has no room for', () => {
  const many = (status: Status) =>
    Array.from({ length: 20 }, (_, index) =>
      incident({ fingerprint: `f${index}`, culprit: `cache.Put${index}`, status }),
    );

  it.each([
    [
      'of a leaking service',
      facts('payments', { checked: checked('leak'), incidents: many({ is: 'open' }) }),
    ],
    [
      'where all are healthy',
      facts('payments', { incidents: many({ is: 'resolved', atMs: nowMs, by: 'U0BEA' }) }),
    ],
  ])('is in its thread: %s', (_what, service) => {
    const of = digest([service]);
    const root = JSON.stringify(digestMessage(of).blocks);
    expect(root).toContain('… and 12 more in the thread');
    const all = root + detailMessages(of).map(({ blocks }) => JSON.stringify(blocks));
    for (let index = 0; index < 20; index += 1) expect(all).toContain(`cache.Put${index}\``);
  });
});
