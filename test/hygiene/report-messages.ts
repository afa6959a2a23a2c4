import { incidentNotes } from '../../src/check/incident-notes.ts';
import type { Report } from '../../src/report/report.ts';
import { caveatsMessage } from '../../src/report/thread/caveats-message.ts';
import { escalateMessage } from '../../src/report/thread/escalate-message.ts';
import { findingMessages } from '../../src/report/thread/finding-message.ts';
import { incidentMessages } from '../../src/report/thread/incidents-message.ts';
import { pressedButtons } from '../../src/report/thread/pressed-buttons.ts';
import {
  type RootPhase,
  rootCancelled,
  rootFailed,
  rootProgress,
  rootVerdict,
} from '../../src/report/thread/root-message.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import {
  fixtureReports,
  leakReport,
  manyFindingsReport,
  manyReplicasReport,
} from '../report/report-fixtures.ts';
import type { Sent } from './lints.ts';
import { foreign, known } from './wide.ts';

const [finding] = leakReport.findings;
const [replica] = leakReport.replicas;

/** Everything of it too long for a message. */
function longReport(): Report {
  const many = manyFindingsReport(40);
  const deep = Array.from({ length: 60 }, (_, index) => ({
    function: `example.com/${'deep/'.repeat(30)}pkg.(*T).f${index}`,
    file: `/build/${'deep/'.repeat(30)}f${index}.go`,
    line: index,
    origin: index % 7 < 4 ? ('own' as const) : ('library' as const),
  }));
  return {
    ...many,
    service: foreign.slice(0, 150),
    reason: `${foreign} It grew since 2026-11-11 11:11 UTC.`,
    findings: many.findings.map((each) => ({
      ...each,
      stack: deep,
      evidence: Array.from({ length: 20 }, () => `Since the check of 2026-11-11 11:11 UTC ${foreign}`),
    })),
    replicas: Array.from({ length: 40 }, (_, index) => ({
      ...(replica ?? many.replicas[0]),
      target: `payments-${index}-${'x'.repeat(80)}`,
      verdict: index % 2 === 0 ? 'inconclusive' : 'leak',
      reason: foreign,
      failures: Array.from({ length: 9 }, (_, capture) => ({
        capture,
        message: `${capture} was not asked before 2026-11-11 11:11:11 UTC. ${foreign}`,
        nextStep: foreign,
      })),
    })) as Report['replicas'],
    caveats: Array.from({ length: 30 }, () => `At 2026-11-11 11:11 UTC ${foreign}`),
  };
}

const pairs = Array.from({ length: 20 }, (_, index) => ({
  target: `p${index}`,
  base: `base ${foreign}`,
  head: `head-${index}.pb.gz`,
}));

function messagesOf(name: string, report: Report): [string, Sent][] {
  const checked = { ...report, check: 'abc23456' };
  const elsewhere = new Map(
    report.findings.map(({ fingerprint }) => [fingerprint, '<https://slack.example/p1|Its first thread>']),
  );
  const verdict = verdictMessage(checked, 'U0ANN');
  const pressed = pressedButtons(verdict.blocks, 'leakcheck.rerun', 'U0BEA', 1_772_420_640_000);
  return [
    [`${name}: root`, rootVerdict(checked, 'U0ANN')],
    [`${name}: verdict`, verdict],
    [`${name}: verdict, after a press`, { ...verdict, blocks: pressed }],
    ...incidentMessages(checked, elsewhere).map((each, index): [string, Sent] => [
      `${name}: leaks ${index}`,
      each,
    ]),
    [`${name}: escalation from a digest`, escalateMessage(checked)],
    ...findingMessages(checked).map((each, index): [string, Sent] => [`${name}: findings ${index}`, each]),
    [`${name}: caveats`, caveatsMessage(checked, { kind: 'attached', pairs })],
    [`${name}: caveats, no profiles`, caveatsMessage(checked, { kind: 'not-attached', reason: foreign })],
    [`${name}: caveats, no files`, caveatsMessage(checked, { kind: 'nothing-attached', reason: foreign })],
    ...incidentNotes(checked, 'https://slack.example/p1').map(({ message }, index): [string, Sent] => [
      `${name}: note in a first thread ${index}`,
      message as Sent,
    ]),
  ];
}

const phases: readonly RootPhase[] = ['waiting', 'capturing', 'analysing', 'reporting'];

/** The messages of a check and its thread. */
export const reportMessages: readonly (readonly [string, Sent])[] = [
  ...phases.map((phase): [string, Sent] => [
    `root while ${phase}`,
    rootProgress({
      ...{ service: foreign, replicas: 500, windowMs: 300_000, requestedBy: 'U0ANN', checkId: 'abc23456' },
      ...{ captured: 3, planned: 9, endsAtMs: 1_772_420_640_000, nowMs: 1_772_420_600_000, phase },
    }),
  ]),
  [
    'root of a cancelled check',
    rootCancelled('U0ANN', { service: foreign, windowMs: 1, requestedBy: 'U0ANN' }),
  ],
  ['root of a failed check', rootFailed(foreign, foreign, { service: foreign })],
  ...Object.entries(fixtureReports).flatMap(([name, report]) => messagesOf(name, report)),
  ...messagesOf('known leaks', known(manyFindingsReport(40))),
  ...messagesOf('one known leak', known({ ...leakReport, findings: finding === undefined ? [] : [finding] })),
  ...messagesOf('many replicas', manyReplicasReport(500, 200)),
  ...messagesOf('all too long', known(longReport())),
];
