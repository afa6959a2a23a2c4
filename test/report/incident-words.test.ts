import { describe, expect, it } from 'vitest';
import { type FindingState, stateOf } from '../../src/incident/finding-state.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { alarmOf, incidentFacts, statesInShort } from '../../src/report/incident-facts.ts';
import { incidentSentence } from '../../src/report/incident-sentence.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { Report } from '../../src/report/report.ts';
import { plainShow, slackShow } from '../../src/report/shows.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { findingMessages } from '../../src/report/thread/finding-message.ts';
import { rootVerdict } from '../../src/report/thread/root-message.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import {
  acknowledged,
  firstMs,
  hourMs,
  incident,
  laterMs,
  resolvedByChecks,
  silenced,
} from '../incident/incident-fixtures.ts';
import { healthyReport, leakReport } from './report-fixtures.ts';

const growth = { kind: 'heap', perMinute: 3 * 2 ** 20 } as const;
const { thread: _, ...untold } = incident();
const back = { atMs: laterMs, resolved: { atMs: firstMs + hourMs, checks: 3 } };

describe('what is known of a leak', () => {
  it.each<[string, Incident, string]>([
    ['new', untold, 'new: first found 2026-11-12 10:00 UTC'],
    ['told of once', incident(), 'new: first found 2026-11-12 10:00 UTC'],
    [
      'known',
      incident({ seen: 4 }),
      'known: seen 4 times since 2026-11-12 10:00 UTC, grew 1.2 MiB/min then, 3.0 now',
    ],
    [
      'known by other units',
      incident({ seen: 4, first: { ...incident().first, perMinute: 100 * 1024 } }),
      'known: seen 4 times since 2026-11-12 10:00 UTC, grew 100 KiB/min then, 3.0 MiB/min now',
    ],
    [
      'known, after its snooze',
      incident({ seen: 2, events: [{ kind: 'snooze-over', atMs: laterMs }] }),
      'known: seen 2 times since 2026-11-12 10:00 UTC, grew 1.2 MiB/min then, 3.0 now; its snooze is over',
    ],
    [
      'acknowledged',
      incident({ status: acknowledged }),
      'acknowledged by U0BEA, 2026-11-12 11:00 UTC; seen once, 2026-11-12 10:00 UTC, grew 1.2 MiB/min',
    ],
    [
      'snoozed for a time',
      incident({
        status: { is: 'snoozed', by: 'U0BEA', atMs: firstMs, until: { kind: 'time', atMs: laterMs } },
      }),
      'snoozed by U0BEA, 2026-11-12 10:00 UTC, until 2026-11-12 12:00 UTC and open again from then on; seen once',
    ],
    [
      'snoozed until it grows faster',
      incident({
        status: {
          is: 'snoozed',
          by: 'U0BEA',
          atMs: firstMs,
          until: { kind: 'faster', perMinute: 2 ** 21, replicas: 2 },
        },
      }),
      'snoozed by U0BEA, 2026-11-12 10:00 UTC, until it grows faster than 1.0 MiB/min a replica; seen once',
    ],
    [
      'silenced',
      incident({ status: silenced }),
      'silenced by U0BEA, 2026-11-12 11:00 UTC: “bounded by the number of tenants”; seen once',
    ],
    [
      'resolved by checks',
      incident({ status: resolvedByChecks, seen: 2 }),
      'resolved 2026-11-12 11:00 UTC, when 3 checks in a row had not found it; seen 2 times',
    ],
    [
      'resolved by a person',
      incident({ status: { is: 'resolved', by: 'U0BEA', atMs: firstMs } }),
      'resolved by U0BEA, 2026-11-12 10:00 UTC; seen once',
    ],
    [
      'regressed',
      { ...untold, cameBack: back, seen: 5 },
      'regressed: back after it was resolved 2026-11-12 11:00 UTC, when 3 checks in a row had not found it; seen 5 times',
    ],
    [
      'known since it came back',
      incident({ cameBack: back, seen: 6 }),
      'grew 1.2 MiB/min then, 3.0 now, back since 2026-11-12 12:00 UTC',
    ],
  ])('%s', (_name, one, words) => {
    expect(incidentSentence(stateOf(one), growth, plainShow)).toContain(words);
  });

  it('is dated in the reader’s time zone in Slack, mentions people, and escapes what they wrote', () => {
    const status = { ...silenced, reason: '<!channel> *ha*' };
    const sentence = incidentSentence(stateOf(incident({ status })), growth, slackShow);
    expect(sentence).toMatch(/silenced by <@U0BEA>, <!date\^1794481200\^\{date_short_pretty\} \{time\}\|/);
    expect(sentence).not.toContain('<!channel>');
  });
});

/** The fixture's two leaks, standing like this. */
function report(...states: readonly (Incident | undefined)[]): Report {
  const findings = leakReport.findings.slice(0, states.length).map((finding, index) => {
    const one = states[index];
    return one === undefined ? finding : { ...finding, incident: stateOf(one) };
  });
  return Report.parse({ ...leakReport, findings });
}

const regressed: Incident = {
  ...untold,
  cameBack: back,
  seen: 5,
  events: [{ kind: 'acknowledged', by: 'U0BEA', atMs: firstMs }],
};
const snoozed = incident({
  status: { is: 'snoozed', by: 'U0BEA', atMs: firstMs, until: { kind: 'time', atMs: laterMs } },
});

describe('how much alarm a report is worth', () => {
  it.each<[ReturnType<typeof alarmOf>, string, Report]>([
    ['alarm', 'nothing is known, as on the command line', leakReport],
    ['alarm', 'a new leak', report(untold)],
    ['alarm', 'a known leak that nobody took', report(incident({ seen: 2 }))],
    ['alarm', 'a new leak beside a silenced one', report(incident({ status: silenced }), untold)],
    [
      'known',
      'an acknowledged and a silenced one',
      report(incident({ status: acknowledged }), incident({ status: silenced })),
    ],
    ['known', 'a snoozed and a resolved one', report(snoozed, incident({ status: resolvedByChecks }))],
    [
      'silenced',
      'silenced ones alone',
      report(incident({ status: silenced }), incident({ status: silenced })),
    ],
    [
      'regressed',
      'one that is back beside a silenced one',
      report(incident({ status: silenced }), regressed),
    ],
    ['alarm', 'a verdict without findings', report()],
    ['alarm', 'no leak', healthyReport],
  ])('%s: %s', (alarm, _name, one) => {
    expect(alarmOf(one)).toBe(alarm);
  });

  it('is never less because leaks are silenced while memory grows outside Go', () => {
    const calm = report(incident({ status: silenced }));
    const [first, ...rest] = calm.replicas;
    if (first === undefined) throw new Error('the fixture has no replica');
    const outsideGo = { perMinute: 2 ** 20, interval95: [2 ** 19, 2 ** 21] as [number, number] };
    expect(alarmOf({ ...calm, replicas: [{ ...first, outsideGo }, ...rest] })).toBe('alarm');
  });
});

describe('a report with incidents', () => {
  it.each<[string, Report, RegExp, RegExp]>([
    ['new', report(untold), /\*leak\* · new · /, /\*Leak: payments is leaking \w+\*/],
    [
      'two kinds',
      report(untold, incident({ status: acknowledged })),
      /\*leak\* · 1 new, 1 acknowledged · /,
      /\*Leak: payments is leaking/,
    ],
    [
      'acknowledged',
      report(incident({ status: acknowledged })),
      /\*leak\* · acknowledged by <@U0BEA> · /,
      /, nothing new\*/,
    ],
    [
      'silenced',
      report(incident({ status: silenced })),
      /: leak, no alarm · silenced by <@U0BEA> · /,
      /\*No alarm: all that grows in payments is silenced as no leak\*/,
    ],
    [
      'regressed',
      report(regressed),
      /\*leak\*, \*back after it was resolved\* · confidence/,
      /\*Regressed: payments is leaking \w+ again, after it was resolved\*/,
    ],
  ])('says in its root message and verdict: %s', (_name, one, root, verdict) => {
    expect(JSON.stringify(rootVerdict(one, 'U0ANN').blocks)).toMatch(root);
    expect(JSON.stringify(verdictMessage(one, 'U0ANN').blocks)).toMatch(verdict);
    expect(rootVerdict(one, 'U0ANN').text).not.toContain('*');
  });

  it('keeps its verdict, its reason and its confidence whatever was silenced', () => {
    const calm = report(incident({ status: silenced }));
    const said = JSON.stringify(verdictMessage(calm, 'U0ANN').blocks);
    expect(said).toContain('confidence over 99 %');
    expect(said).toContain('Live heap and goroutines grew in both halves');
    expect(calm.verdict).toBe('leak');
  });

  it('tells what is back, who knew of it, and what is gone', () => {
    const absence = {
      fingerprint: 'bbbbbbbbbbbb',
      kind: 'heap',
      culprit: 'example.com/shop/quote.(*Cache).Put',
      absent: 2,
      of: 3,
      isResolved: false,
      status: acknowledged,
    } as const;
    const facts = incidentFacts(
      { ...report(regressed), absences: [absence, { ...absence, absent: 3, isResolved: true }] },
      plainShow,
    );
    expect(facts).toEqual([
      expect.stringMatching(
        /^Back: .* was resolved 2026-11-12 11:00 UTC, when 3 checks .*; acknowledged before by U0BEA$/,
      ),
      'Not found: quote.(*Cache).Put, 2 checks in a row now; after 3 it counts as resolved',
      'Resolved: quote.(*Cache).Put, 3 checks in a row did not find it; acknowledged by U0BEA',
    ]);
  });

  it('says the state of each finding in the thread, the terminal and Markdown', () => {
    const one = report(incident({ seen: 4 }), incident({ status: silenced }));
    const thread = JSON.stringify(findingMessages(one).map(({ blocks }) => blocks));
    expect(thread).toContain('leak, known, confidence');
    expect(thread).toContain('leak, silenced, confidence');
    const terminal = renderTerminal(one, { color: false, width: 100 }).replace(/\n +/g, ' ');
    const markdown = renderMarkdown(one);
    for (const text of [terminal, markdown]) {
      expect(text).toContain('known: seen 4 times since 2026-11-12 10:00 UTC');
      expect(text).toContain('silenced by U0BEA, 2026-11-12 11:00 UTC: “bounded by the number of tenants”');
      expect(text).toContain('Silenced by U0BEA');
    }
    expect(renderMarkdown(report(incident({ status: silenced })))).toContain(
      '**No alarm: all that grows is silenced',
    );
    expect(renderTerminal(report(incident({ status: silenced })), { color: false, width: 100 })).toContain(
      'No alarm: all that grows',
    );
  });

  it('without them reads as before: no state is made up', () => {
    expect(statesInShort(leakReport, plainShow)).toBeUndefined();
    expect(incidentFacts(leakReport, plainShow)).toEqual([]);
    for (const text of [
      renderMarkdown(leakReport),
      renderTerminal(leakReport, { color: false, width: 100 }),
    ]) {
      expect(text).not.toMatch(/first found|No alarm|known:/);
    }
  });

  it('is read back from JSON with every state that it can have', () => {
    const states: FindingState[] = [untold, incident({ seen: 2 }), snoozed, regressed].map(stateOf);
    for (const state of states) {
      const [finding] = leakReport.findings;
      const one = { ...leakReport, findings: [{ ...finding, incident: state }] };
      expect(Report.parse(JSON.parse(JSON.stringify(one))).findings[0]?.incident).toEqual(state);
    }
  });
});
