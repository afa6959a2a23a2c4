import { articleSection, articleTitle } from './article-section.ts';
import { checkCost } from './check-cost.ts';
import { distinctFailures } from './distinct-failures.ts';
import { escapeMarkdown, markdownCode, markdownCodeBlock, proseMarkdown } from './escape-markdown.ts';
import { shortFunction, shortPlace } from './go-name.ts';
import { alarmOf, incidentFacts } from './incident-facts.ts';
import { incidentSentence } from './incident-sentence.ts';
import { keyFacts } from './key-facts.ts';
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
import { markdownShow } from './shows.ts';
import {
  formatAmount,
  formatBytes,
  formatConfidence,
  formatCount,
  formatRate,
  formatWindow,
  plural,
} from './units.ts';

const mostReplicas = 50;

/** A report as GitHub Markdown, e.g. for a CI job's summary. Ends in a newline. */
export function renderMarkdown(report: Report): string {
  const parts = [
    `## ${verdictNames[report.verdict]}: ${verdictSentence(report, escapeMarkdown(report.service, 80))}`,
    `**${capital(confidenceWords(report))}.** ${proseMarkdown(report.reason)}`,
    knownText(report),
    bullets(keyFacts(report)),
    replicaTable(report.replicas),
    ...report.findings.map((finding, index) => findingText(report, finding, index + 1)),
    failureList(report.replicas),
    report.caveats.length > 0 ? `### Keep in mind\n\n${bullets(report.caveats)}` : '',
    `_${escapeMarkdown(footer(report))}_`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What is known from earlier checks. */
function knownText(report: Report): string {
  const silenced =
    alarmOf(report) === 'silenced' ? ['**No alarm: all that grows is silenced as no leak.**'] : [];
  return [...silenced, ...incidentFacts(report, markdownShow), ...previousFacts(report, markdownShow)]
    .map((line) => `- ${line}`)
    .join('\n');
}

function footer(report: Report): string {
  const window = `${formatWindow(report.window.ms)} from ${report.window.from}.`;
  return report.replicas.length > 0 ? `${window} ${checkCost(report)}` : window;
}

function replicaTable(replicas: readonly ReplicaReport[]): string {
  if (replicas.length === 0) return '';
  const rows = replicas.slice(0, mostReplicas).map((replica) => {
    const cells = [
      escapeMarkdown(replica.target, 80),
      replica.verdict,
      ends(replica.series.heapAlloc, formatBytes),
      ends(replica.series.goroutines, formatCount),
      proseMarkdown(replica.reason, 300),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = replicas.length - mostReplicas;
  const head = ['| Replica | Verdict | Live heap | Goroutines | Why |', '| --- | --- | --- | --- | --- |'];
  return [
    ...head,
    ...rows,
    ...(more > 0 ? [`\n… and ${plural(more, 'more replica')} in report.json`] : []),
  ].join('\n');
}

function ends(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) return 'no capture';
  return [...new Set([format(values[0] ?? 0), format(values.at(-1) ?? 0)])].join(' → ');
}

function findingText(report: Report, finding: ReportFinding, number: number): string {
  const { culprit, startedBy, growth, kind } = finding;
  const place = (at: typeof culprit) =>
    `${markdownCode(shortFunction(at.function))} at ${linkedTo(at.url, markdownCode(shortPlace(at)))}`;
  const facts = [
    `${place(culprit)}, ${originWords[culpritOrigin(finding)]}`,
    ...(startedBy ? [`Started by ${place(startedBy)}`] : []),
    `**${formatRate(growth, kind)}**`,
    ...(finding.incident === undefined
      ? []
      : [incidentSentence(finding.incident, { kind, perMinute: growth.perMinute }, markdownShow)]),
    `${formatAmount(finding.atHead, kind)} at the end of the window, ${findingReplicas(report, finding, (name) => escapeMarkdown(name, 60))}`,
    ...finding.evidence.map((each) => proseMarkdown(each)),
  ];
  return [
    `### ${number}. ${escapeMarkdown(findingTitle(finding))} (${finding.verdict}, confidence ${formatConfidence(finding.confidence)})`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    stackDetails(finding),
    ...finding.fixes.map((fix, index) => fixText(fix, index > 0)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function linkedTo(url: string | undefined, text: string): string {
  return url === undefined ? text : `[${text}](<${url}>)`;
}

function stackDetails({ stack }: ReportFinding): string {
  if (stack.length === 0) return '';
  const lines = stack
    .slice(0, 64)
    .map(
      (frame) =>
        `${frame.origin === 'own' ? '→' : ' '} ${shortFunction(frame.function)}  ${shortPlace(frame)}`,
    );
  return `<details><summary>Stack, innermost call first; → is your code</summary>\n\n${markdownCodeBlock(lines.join('\n'), 'text')}\n\n</details>`;
}

function fixText(fix: ReportFix, other: boolean): string {
  return [
    `**${other ? 'Another fix' : 'Fix'}: ${escapeMarkdown(fix.title)}**`,
    proseMarkdown(fix.text),
    ...(fix.before === '' ? [] : [`Before\n\n${markdownCodeBlock(fix.before, 'go')}`]),
    ...(fix.after === '' ? [] : [`After\n\n${markdownCodeBlock(fix.after, 'go')}`]),
    `Background: “${articleTitle}”, ${escapeMarkdown(articleSection(fix.section))}`,
  ].join('\n\n');
}

function failureList(replicas: readonly ReplicaReport[]): string {
  const lines = replicas.flatMap((replica) =>
    distinctFailures(replica).map(
      ({ message, nextStep, when }) =>
        `${escapeMarkdown(replica.target, 80)} (${when}): ${proseMarkdown(message)} **Next step:** ${proseMarkdown(nextStep)}`,
    ),
  );
  if (lines.length === 0) return '';
  return `### Failed captures\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${proseMarkdown(line)}`).join('\n');
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
