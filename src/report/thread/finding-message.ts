import type { KnownBlock } from '@slack/types';
import { patternOf } from '../../leak/catalogue/catalogue.ts';
import { articleSection, articleTitle } from '../article-section.ts';
import { escapeMrkdwn, mrkdwnCode, mrkdwnCodeBlock, proseMrkdwn } from '../escape-mrkdwn.ts';
import { shortFunction, shortPlace } from '../go-name.ts';
import type { Report, ReportFinding, ReportFix, ReportFrame } from '../report.ts';
import { culpritOrigin, findingReplicas, findingTitle, originWords } from '../report-words.ts';
import { stackGroups } from '../stack-groups.ts';
import { formatAmount, formatConfidence, formatRate, formatRateInShort, plural } from '../units.ts';
import { context, fits, section, type ThreadMessage } from './thread-message.ts';

/** Findings shown in full; a thread of more is not read at 3 a.m. */
const shownInFull = 5;
const shownInShort = 10;

/** The findings, worst first, in as few messages as Slack's limits allow. None for a report without findings. */
export function findingMessages(report: Report): ThreadMessage[] {
  const full = report.findings.slice(0, shownInFull).map((finding, index) => ({
    line: findingLine(finding, index + 1),
    blocks: findingBlocks(report, finding, index + 1),
  }));
  const rest = report.findings.slice(shownInFull);
  return pack(rest.length > 0 ? [...full, { line: '', blocks: restBlocks(rest) }] : full);
}

type Part = { readonly line: string; readonly blocks: readonly KnownBlock[] };

function pack(parts: readonly Part[]): ThreadMessage[] {
  const messages: { lines: string[]; blocks: KnownBlock[] }[] = [];
  for (const part of parts) {
    const last = messages.at(-1);
    const joined = last && [...last.blocks, { type: 'divider' } as const, ...part.blocks];
    if (last && joined && fits(joined)) {
      last.blocks = joined;
      last.lines.push(part.line);
    } else {
      messages.push({ lines: [part.line], blocks: [...part.blocks] });
    }
  }
  return messages.map(({ lines, blocks }) => ({
    text: lines.filter(Boolean).join('\n') || 'More findings',
    blocks,
  }));
}

/** One finding's blocks; the fix's code gives way when it would not fit. */
function findingBlocks(report: Report, finding: ReportFinding, number: number): KnownBlock[] {
  const about = [whatBlock(report, finding, number), ...evidenceBlocks(finding), ...stackBlocks(finding)];
  const [first, ...others] = finding.fixes;
  if (first === undefined) return about;
  const whole = [...about, ...fixBlocks(first), ...otherFixes(others)];
  return fits(whole) ? whole : [...about, fixIntro(first), ...otherFixes([first, ...others])];
}

function whatBlock(report: Report, finding: ReportFinding, number: number): KnownBlock {
  const { culprit, startedBy } = finding;
  const origin = originWords[culpritOrigin(finding)];
  return section([
    `*${number}. ${escapeMrkdwn(findingTitle(finding))}* · ${finding.verdict}${knownAs(finding)}, confidence ${formatConfidence(finding.confidence)}`,
    `${mrkdwnCode(shortFunction(culprit.function))} at ${placeLink(culprit)}, ${origin}`,
    ...(startedBy
      ? [`Started by ${mrkdwnCode(shortFunction(startedBy.function))} at ${placeLink(startedBy)}`]
      : []),
    `*${formatRate(finding.growth, finding.kind)}*`,
    `${formatAmount(finding.atHead, finding.kind)} at the end of the window, ${findingReplicas(report, finding, (name) => escapeMrkdwn(name, 60))}`,
    proseMrkdwn(patternOf(finding.pattern).summary, 500),
  ]);
}

/** A place, with a link where the service's file says how to make one. */
function placeLink(place: {
  readonly file: string;
  readonly line: number;
  readonly url?: string | undefined;
}): string {
  const isLink = place.url !== undefined && !/[<>|\s]/.test(place.url);
  return isLink
    ? `<${place.url}|${escapeMrkdwn(shortPlace(place), 150)}>`
    : mrkdwnCode(shortPlace(place), 150);
}

function knownAs({ incident }: ReportFinding): string {
  return incident === undefined ? '' : `, ${incident.state}`;
}

function evidenceBlocks({ evidence }: ReportFinding): KnownBlock[] {
  if (evidence.length === 0) return [];
  const lines = evidence.slice(0, 6).map((each) => `• ${proseMrkdwn(each, 320)}`);
  const more = evidence.length > 6 ? [`• … and ${evidence.length - 6} more in report.json`] : [];
  return [section(['*Evidence*', ...lines, ...more])];
}

/** Own frames in normal text, bold, with an arrow; the rest in Slack's small grey. */
function stackBlocks({ stack }: ReportFinding): KnownBlock[] {
  const groups = stackGroups(stack);
  if (groups.length === 0) return [];
  const shown = groups.slice(0, 7);
  const rest = groups.slice(7).flatMap((group) => group.frames);
  return [
    section([`*Stack*, innermost call first; → is your code`]),
    ...shown.map(({ own, frames }) => (own ? section(ownLines(frames)) : context([dimmedLine(frames)]))),
    ...(rest.length > 0 ? [context([`… and ${plural(rest.length, 'more frame')} in report.json`])] : []),
  ];
}

function ownLines(frames: readonly ReportFrame[]): string[] {
  const lines = frames
    .slice(0, 8)
    .map((frame) => `→ *${mrkdwnCode(shortFunction(frame.function), 200)}* ${placeLink(frame)}`);
  return frames.length > 8
    ? [...lines, `→ … and ${frames.length - 8} more of your frames in report.json`]
    : lines;
}

function dimmedLine(frames: readonly ReportFrame[]): string {
  const names = frames
    .slice(0, 6)
    .map(
      (frame) => `${mrkdwnCode(shortFunction(frame.function), 160)} ${escapeMrkdwn(shortPlace(frame), 120)}`,
    );
  return [...names, ...(frames.length > 6 ? [`${frames.length - 6} more in report.json`] : [])].join(' ← ');
}

function fixBlocks(fix: ReportFix): KnownBlock[] {
  return [
    fixIntro(fix),
    ...(fix.before === '' ? [] : [section(['Before', mrkdwnCodeBlock(fix.before)])]),
    ...(fix.after === '' ? [] : [section(['After', mrkdwnCodeBlock(fix.after)])]),
    context([`Background: “${articleTitle}”, ${escapeMrkdwn(articleSection(fix.section), 200)}`]),
  ];
}

function fixIntro(fix: ReportFix): KnownBlock {
  return section([`*Fix: ${escapeMrkdwn(fix.title, 150)}*`, proseMrkdwn(fix.text, 700)]);
}

function otherFixes(fixes: readonly ReportFix[]): KnownBlock[] {
  if (fixes.length === 0) return [];
  const titles = fixes.slice(0, 5).map((fix) => escapeMrkdwn(fix.title, 120));
  return [context([`With code in report.json: ${titles.join(' · ')}`])];
}

function restBlocks(rest: readonly ReportFinding[]): KnownBlock[] {
  const lines = rest.slice(0, shownInShort).map((finding, index) => {
    const place = `${mrkdwnCode(shortFunction(finding.culprit.function), 160)} ${mrkdwnCode(shortPlace(finding.culprit), 120)}`;
    return `${shownInFull + index + 1}. ${place} ${formatRateInShort(finding.growth, finding.kind)} · ${finding.verdict}${knownAs(finding)}`;
  });
  const more = rest.length - shownInShort;
  return [section(['*Also growing*', ...lines, ...(more > 0 ? [`… and ${more} more in report.json`] : [])])];
}

function findingLine(finding: ReportFinding, number: number): string {
  const { culprit, growth, kind } = finding;
  return `${number}. ${escapeMrkdwn(findingTitle(finding))}: ${mrkdwnCode(shortFunction(culprit.function))} ${formatRateInShort(growth, kind)}`;
}
