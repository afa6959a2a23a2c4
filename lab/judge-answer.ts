import { enclosingFunction } from '../src/leak/function-name.ts';
import type { Report } from '../src/report/report.ts';
import type { CorpusService } from './corpus.ts';

/** How an answer compares with what was expected. Undefined where it does not apply. */
export type Judgement = {
  readonly name: string;
  readonly group: CorpusService['group'];
  readonly expected: 'leak' | 'healthy';
  readonly said: Report['verdict'];
  readonly confidence: number;
  /** A leak was called a leak. */
  readonly recalled: boolean | undefined;
  /** A healthy service was called a leak. */
  readonly falseAlarm: boolean | undefined;
  readonly kind: boolean | undefined;
  readonly culprit: boolean | undefined;
  readonly pattern: boolean | undefined;
  /** What was said first, for the table. */
  readonly first: string;
  /** Confidence of every finding that was called a leak, and whether it is one. */
  readonly stated: readonly { readonly confidence: number; readonly right: boolean }[];
};

/** Compares the first finding with what the corpus expects of the service. */
export function judgeAnswer(service: CorpusService, report: Report): Judgement {
  const [first] = report.findings;
  const leaks = service.expect.verdict === 'leak';
  const recalled = leaks && report.verdict === 'leak';
  const match = first && bestMatch(service, first);
  return {
    name: service.name,
    group: service.group,
    expected: service.expect.verdict,
    said: report.verdict,
    confidence: report.confidence,
    recalled: leaks ? recalled : undefined,
    falseAlarm: leaks ? undefined : report.verdict === 'leak',
    kind: recalled ? match?.kind === true : undefined,
    culprit: recalled ? match?.culprit === true : undefined,
    pattern: recalled ? match?.pattern === true : undefined,
    first: first === undefined ? report.reason : `${first.kind} ${first.pattern} ${first.culprit.function}`,
    stated: report.findings
      .filter(({ verdict }) => verdict === 'leak')
      .map((finding) => ({
        confidence: finding.confidence,
        right: leaks && (bestMatch(service, finding)?.kind ?? false),
      })),
  };
}

type Finding = Report['findings'][number];

/** Against whichever expected finding the answer fits best. */
function bestMatch(service: CorpusService, finding: Finding) {
  const matches = service.expect.findings.map((expected) => ({
    kind: expected.kind === finding.kind,
    culprit: expected.culprits.map(enclosingFunction).includes(enclosingFunction(finding.culprit.function)),
    pattern: expected.patterns.includes(finding.pattern),
  }));
  const score = (match: (typeof matches)[number]) =>
    Number(match.kind) + 2 * Number(match.culprit) + Number(match.pattern);
  return matches.sort((a, b) => score(b) - score(a))[0];
}
