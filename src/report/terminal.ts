import { checkCost } from './check-cost.ts';
import { distinctFailures } from './distinct-failures.ts';
import { shortFunction, shortPlace } from './go-name.ts';
import { alarmOf, incidentFacts } from './incident-facts.ts';
import { incidentSentence } from './incident-sentence.ts';
import { keyFacts } from './key-facts.ts';
import { plainCode, plainText } from './plain-text.ts';
import { previousFacts } from './previous-fact.ts';
import type { ReplicaReport, Report, ReportFinding, ReportFix } from './report.ts';
import {
  confidenceWords,
  culpritOrigin,
  findingReplicas,
  findingTitle,
  originWords,
  verdictNames,
  verdictSentence,
} from './report-words.ts';
import { plainShow } from './shows.ts';
import { sparkline } from './sparkline.ts';
import { type Ink, inks } from './terminal-ink.ts';
import {
  formatAmount,
  formatBytes,
  formatConfidence,
  formatCount,
  formatRate,
  formatWindow,
  plural,
} from './units.ts';
import { wrapText } from './wrap-text.ts';

/** `color` writes ANSI codes, to be given for a terminal only; `width` is in columns. */
export type TerminalOptions = { readonly color: boolean; readonly width: number };

type Page = {
  readonly ink: Ink;
  /** Wraps a paragraph and indents it; what follows the first line is indented further. */
  readonly text: (text: string, indent?: number, hanging?: number) => string;
};

/** A report as the command line prints it, without a newline at the end. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const page = pageOf(options);
  return [
    header(page, report),
    replicas(page, report),
    ...report.findings.map((finding, index) => findingText(page, report, { finding, number: index + 1 })),
    failures(page, report.replicas),
    list(page, 'Keep in mind', report.caveats),
    ...(report.replicas.length > 0 ? [page.ink.dim(page.text(checkCost(report)))] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function pageOf({ color, width }: TerminalOptions): Page {
  const columns = Math.max(40, Math.min(width, 120));
  return {
    ink: inks(color),
    text: (text, indent = 0, hanging = 0) => wrapText(plainText(text, 4_000), { columns, indent, hanging }),
  };
}

function header(page: Page, report: Report): string {
  const { verdict } = report;
  const service = plainText(report.service, 80);
  const line = page.text(
    `${verdictNames[verdict]}: ${verdictSentence(report, service)} (${confidenceWords(report)})`,
  );
  const who = report.replicas.length > 0 ? [plural(report.replicas.length, 'replica')] : [];
  const scope = [service, ...who, `${formatWindow(report.window.ms)} from ${report.window.from}`].join(' · ');
  return [
    page.ink.verdict[verdict](line),
    page.text(report.reason),
    '',
    page.ink.dim(page.text(scope)),
    ...(alarmOf(report) === 'silenced'
      ? [page.text('No alarm: all that grows is silenced as no leak', 2)]
      : []),
    ...[...incidentFacts(report, plainShow), ...previousFacts(report, plainShow), ...keyFacts(report)].map(
      (fact) => page.text(fact, 2, 2),
    ),
  ].join('\n');
}

function replicas(page: Page, report: Report): string {
  // Two profile files that were compared belong to no replica.
  if (report.replicas.length === 0) return '';
  const shown = report.replicas.slice(0, 20);
  const width = Math.min(32, Math.max(...shown.map((replica) => plainText(replica.target, 32).length)));
  const lines = shown.flatMap((replica) => [
    `  ${plainText(replica.target, 32).padEnd(width)}  ${replica.verdict.padEnd(12)}  ${seriesText(replica)}`.trimEnd(),
    page.ink.dim(page.text(replica.reason, 4)),
  ]);
  const more = report.replicas.length - shown.length;
  return [page.ink.bold('Replicas'), ...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}

function seriesText({ series }: ReplicaReport): string {
  if (series.heapAlloc.length === 0) return 'no capture';
  const ends = (values: readonly number[], format: (value: number) => string) =>
    [...new Set([format(values[0] ?? 0), format(values.at(-1) ?? 0)])].join(' → ');
  const heap = `heap ${sparkline(series.heapAlloc)} ${ends(series.heapAlloc, formatBytes)}`;
  const rss = (series.rss ?? []).filter((value) => value !== null);
  const resident = rss.length === 0 ? '' : `  RSS ${sparkline(rss)} ${ends(rss, formatBytes)}`;
  if (series.goroutines.length === 0) return `${heap}${resident}`;
  return `${heap}  goroutines ${sparkline(series.goroutines)} ${ends(series.goroutines, formatCount)}${resident}`;
}

function findingText(page: Page, report: Report, shown: { finding: ReportFinding; number: number }): string {
  const { finding, number } = shown;
  const { culprit, startedBy, growth, kind } = finding;
  const place = (at: typeof culprit) => `${shortFunction(at.function)} at ${shortPlace(at)}`;
  return [
    page.ink.bold(
      page.text(
        `${number}. ${findingTitle(finding)} (${finding.verdict}, confidence ${formatConfidence(finding.confidence)})`,
      ),
    ),
    page.text(`${place(culprit)}, ${originWords[culpritOrigin(finding)]}`, 3, 2),
    ...(startedBy ? [page.text(`started by ${place(startedBy)}`, 3, 2)] : []),
    page.text(formatRate(growth, kind), 3, 2),
    ...(finding.incident === undefined
      ? []
      : [
          page.text(
            incidentSentence(finding.incident, { kind, perMinute: growth.perMinute }, plainShow),
            3,
            2,
          ),
        ]),
    page.text(
      `${formatAmount(finding.atHead, kind)} at the end of the window, ${findingReplicas(report, finding, (name) => plainText(name, 60))}`,
      3,
      2,
    ),
    ...stackLines(page, finding),
    ...finding.evidence.map((each) => page.text(`- ${each}`, 3, 2)),
    ...finding.fixes.slice(0, 1).flatMap((fix) => fixLines(page, fix)),
    ...otherFixes(page, finding.fixes.slice(1)),
  ].join('\n');
}

function stackLines(page: Page, { stack }: ReportFinding): string[] {
  if (stack.length === 0) return [];
  const lines = stack.slice(0, 30).map((frame) => {
    const text = `${shortFunction(frame.function)}  ${shortPlace(frame)}`;
    return frame.origin === 'own' ? page.ink.bold(`   → ${text}`) : page.ink.dim(`     ${text}`);
  });
  const more = stack.length > 30 ? [`     … and ${stack.length - 30} more frames`] : [];
  return ['   Stack, innermost call first; → is your code', ...lines, ...more];
}

function fixLines(page: Page, fix: ReportFix): string[] {
  const code = (label: string, go: string) =>
    go === ''
      ? []
      : [
          `   ${label}`,
          ...plainCode(go)
            .split('\n')
            .map((line) => `     ${line}`),
        ];
  return [
    page.ink.bold(page.text(`Fix: ${fix.title}`, 3, 2)),
    page.text(fix.text, 3),
    ...code('Before', fix.before),
    ...code('After', fix.after),
  ];
}

function otherFixes(page: Page, fixes: readonly ReportFix[]): string[] {
  return fixes.length === 0
    ? []
    : [page.text(`Other fixes: ${fixes.map((fix) => fix.title).join('; ')}`, 3, 2)];
}

function failures(page: Page, all: readonly ReplicaReport[]): string {
  const lines = all.flatMap((replica) =>
    distinctFailures(replica).map(
      ({ message, nextStep, when }) => `${replica.target} (${when}): ${message} Next step: ${nextStep}`,
    ),
  );
  return list(page, 'Failed captures', lines);
}

function list(page: Page, title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, 20).map((line) => page.text(`- ${line}`, 2, 2));
  const more = lines.length > 20 ? [`  … and ${lines.length - 20} more`] : [];
  return [page.ink.bold(title), ...shown, ...more].join('\n');
}
