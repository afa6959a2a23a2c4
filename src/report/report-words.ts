import { patternOf } from '../leak/catalogue/catalogue.ts';
import type { Report, ReportFinding, Verdict } from './report.ts';
import { clearlyGrows, formatConfidence, formatRateInShort, plural } from './units.ts';

/** The verdict as a sentence about a service: "payments is leaking memory and goroutines". */
export function verdictSentence(report: Report, service: string): string {
  switch (report.verdict) {
    case 'leak':
      return `${service} is leaking${leakedThings(report)}`;
    case 'suspect':
      return `${service} may be leaking${leakedThings(report)}`;
    case 'healthy':
      return `${service} shows no leak in this window`;
    case 'inconclusive':
      return `${service} could not be judged`;
  }
}

/** `confidence 97 %`; an inconclusive check has none to state. */
export function confidenceWords(report: Pick<Report, 'verdict' | 'confidence'>): string {
  return report.verdict === 'inconclusive'
    ? 'no confidence either way'
    : `confidence ${formatConfidence(report.confidence)}`;
}

export const verdictNames: Readonly<Record<Verdict, string>> = {
  leak: 'Leak',
  suspect: 'Suspect',
  healthy: 'Healthy',
  inconclusive: 'Inconclusive',
};

/** What grows clearly, in short: `+1.4 MiB/min, +120 goroutines/min`; undefined when nothing does. */
export function growthInShort(report: Report): string | undefined {
  const { heap, goroutines, rss } = report.growth;
  const outside = report.replicas.some(({ outsideGo }) => outsideGo !== undefined);
  const parts = [
    ...(heap && clearlyGrows(heap) ? [formatRateInShort(heap, 'heap')] : []),
    ...(goroutines && clearlyGrows(goroutines) ? [formatRateInShort(goroutines, 'goroutine')] : []),
    ...(outside && rss && clearlyGrows(rss) ? [`${formatRateInShort(rss, 'heap')} resident`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** What happens, in words: "Goroutines blocked sending". */
export function findingTitle(finding: Pick<ReportFinding, 'pattern'>): string {
  const { title } = patternOf(finding.pattern);
  return `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}

/** Where a finding was seen: `in 2 of 3 replicas (payments-1, payments-3)`, names already escaped by `show`. */
export function findingReplicas(
  report: Report,
  finding: ReportFinding,
  show: (name: string) => string,
): string {
  const all = report.replicas.length;
  const named = finding.replicas.slice(0, 3).map(show).join(', ');
  const more = finding.replicas.length > 3 ? ` and ${finding.replicas.length - 3} more` : '';
  if (all <= 1) return `in ${named}`;
  if (finding.replicas.length === all) return `in all ${all} replicas`;
  return `in ${finding.replicas.length} of ${plural(all, 'replica')} (${named}${more})`;
}

/** Whether a finding's culprit is the team's own code, by the frame of its stack that it names. */
export function culpritOrigin(finding: ReportFinding): 'own' | 'library' | 'standard' | 'runtime' {
  const { culprit, stack } = finding;
  const frame =
    stack.find((each) => each.function === culprit.function && each.file === culprit.file) ??
    stack.find((each) => each.function === culprit.function);
  return frame?.origin ?? 'own';
}

export const originWords = {
  own: 'your code',
  library: 'a library',
  standard: 'the standard library',
  runtime: 'the Go runtime',
} as const;

function leakedThings(report: Report): string {
  const kinds = new Set(report.findings.map((finding) => finding.kind));
  const things = [
    ...(kinds.has('heap') ? ['memory'] : []),
    ...(kinds.has('goroutine') ? ['goroutines'] : []),
  ];
  if (things.length > 0) return ` ${things.join(' and ')}`;
  const outside = report.replicas.some((replica) => replica.outsideGo !== undefined);
  return outside && (report.growth.heap === undefined || !clearlyGrows(report.growth.heap))
    ? ' memory outside Go'
    : '';
}
