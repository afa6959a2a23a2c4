import { z } from 'zod';
import { enclosingFunction } from '../src/leak/function-name.ts';
import { patternIds } from '../src/leak/pattern.ts';
import { verdicts } from '../src/leak/verdict.ts';
import type { Report } from '../src/report/report.ts';
import type { CorpusService } from './corpus.ts';

const JudgedFinding = z.object({
  verdict: z.enum(['leak', 'suspect']),
  kind: z.enum(['heap', 'goroutine']),
  pattern: z.enum(patternIds),
  culprit: z.string(),
  confidence: z.number().min(0).max(1),
  /** The service has a leak of this kind. */
  right: z.boolean(),
  /** The corpus accepts the culprit. */
  culpritRight: z.boolean(),
});
export type JudgedFinding = z.infer<typeof JudgedFinding>;

/** How an answer compares with what was expected. Absent where it does not apply. */
export const Judgement = z.object({
  service: z.string(),
  group: z.enum(['own', 'library', 'healthy', 'outside']),
  expected: z.enum(['leak', 'healthy', 'suspect']),
  said: z.enum(verdicts),
  confidence: z.number().min(0).max(1),
  /** A leak was called a leak. */
  recalled: z.boolean().optional(),
  /** A healthy service was called a leak. */
  falseAlarm: z.boolean().optional(),
  kind: z.boolean().optional(),
  culprit: z.boolean().optional(),
  pattern: z.boolean().optional(),
  /** What was said first, for the table. */
  first: z.string(),
  findings: z.array(JudgedFinding),
});
export type Judgement = z.infer<typeof Judgement>;

/** Compares the first finding with what the corpus expects of the service. */
export function judgeAnswer(service: CorpusService, report: Report): Judgement {
  const [first] = report.findings;
  const expected = service.expect.verdict;
  const leaks = expected === 'leak';
  const recalled = leaks && report.verdict === 'leak';
  const match = first && bestMatch(service, first);
  return {
    service: service.name,
    group: service.group,
    expected,
    said: report.verdict,
    confidence: report.confidence,
    recalled: leaks ? recalled : undefined,
    falseAlarm: expected === 'healthy' ? report.verdict === 'leak' : undefined,
    kind: recalled ? match?.kind === true : undefined,
    culprit: recalled ? match?.culprit === true : undefined,
    pattern: recalled ? match?.pattern === true : undefined,
    first: first === undefined ? report.reason : `${first.kind} ${first.pattern} ${first.culprit.function}`,
    findings: report.findings.map((finding) => judgeFinding(service, finding)),
  };
}

type Finding = Report['findings'][number];

function judgeFinding(service: CorpusService, finding: Finding): JudgedFinding {
  const { verdict, kind, pattern, confidence, culprit } = finding;
  const match = service.expect.verdict === 'leak' ? bestMatch(service, finding) : undefined;
  const right = match?.kind ?? false;
  return {
    verdict,
    kind,
    pattern,
    culprit: culprit.function,
    confidence,
    right,
    culpritRight: right && match?.culprit === true,
  };
}

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
