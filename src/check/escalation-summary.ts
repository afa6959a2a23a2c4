import type { Report } from '../report/report.ts';
import { formatPerMinute } from '../report/units.ts';

/** Verdict, worst culprit and its growth in a line or two. The report says most; without it, the check's outcome says enough. */
export function escalationSummary(
  outcome: { readonly verdict: string; readonly reason: string } | undefined,
  report: Report | undefined,
): readonly string[] {
  const known = outcome ?? report;
  const verdict = known === undefined ? [] : [`Verdict: ${known.verdict}. ${known.reason}`];
  const worst = report?.findings[0];
  if (worst === undefined) return verdict;
  const { culprit, growth, kind } = worst;
  const rate = formatPerMinute(growth.perMinute, kind);
  return [...verdict, `Worst: \`${culprit.function}\` at \`${culprit.file}:${culprit.line}\`, ${rate}`];
}
