import { type Finding, mostFindings } from '../leak/finding.ts';

/** That there may be more than is told, where as many are told of a kind as ever are. */
export function manyFindingsCaveat(findings: readonly Pick<Finding, 'kind'>[]): string[] {
  return (['heap', 'goroutine'] as const).flatMap((kind) => {
    const told = findings.filter((finding) => finding.kind === kind).length;
    const what = kind === 'heap' ? 'memory' : 'goroutines';
    return told < mostFindings
      ? []
      : [`Of the places where ${what} may leak only the ${mostFindings} worst are told: there may be more.`];
  });
}
