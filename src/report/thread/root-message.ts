import type { KnownBlock } from '@slack/types';
import { escapeMrkdwn, mention, mrkdwnCode, proseMrkdwn, slackDate } from '../escape-mrkdwn.ts';
import { alarmOf, statesInShort } from '../incident-facts.ts';
import type { Report } from '../report.ts';
import { confidenceWords, growthInShort } from '../report-words.ts';
import { slackShow } from '../shows.ts';
import { aboutDuration, formatCount, formatWindow, plural } from '../units.ts';
import { context, section, type ThreadMessage } from './thread-message.ts';

export type RootPhase = 'waiting' | 'capturing' | 'analysing' | 'reporting';

export type RootProgress = {
  readonly service: string;
  /** How many replicas are checked. */
  readonly replicas: number;
  readonly windowMs: number;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly captured: number;
  /** Captures planned over all replicas. */
  readonly planned: number;
  /** When the window ends, milliseconds since the epoch. */
  readonly endsAtMs: number;
  readonly phase: RootPhase;
  readonly checkId: string;
  /** The clock's now; with it the message says how long is left, without it only when the window ends. */
  readonly nowMs?: number;
};

/** What the root message was about, for the two edits that know no report. */
export type RootSubject = {
  readonly service: string;
  readonly windowMs?: number;
  readonly requestedBy?: string;
};

/** The one root message while a check runs; edited in place as captures come in. */
export function rootProgress(progress: RootProgress): ThreadMessage {
  const subject = `Checking ${bold(progress.service)} · ${plural(progress.replicas, 'replica')} · ${formatWindow(progress.windowMs)} · asked by ${mention(progress.requestedBy)}`;
  const blocks: KnownBlock[] = [
    section([subject, ...progressLines(progress)], 'leakcheck.root'),
    context([`To stop it: ${mrkdwnCode(`/leakcheck cancel ${progress.checkId}`)}`]),
  ];
  return { text: `${subject} · ${phaseText(progress)}`.replaceAll('*', ''), blocks };
}

/** The root message's last edit: the verdict in one line. `where` says where the report is, when not in the thread. */
export function rootVerdict(
  report: Report,
  requestedBy: string,
  where = 'The report is in this thread.',
): ThreadMessage {
  const parts = [
    `${bold(report.service)}: ${verdictWords(report)}`,
    isSaid(report) ? '' : (statesInShort(report, slackShow) ?? ''),
    ...(report.verdict === 'inconclusive' ? [] : [confidenceWords(report)]),
    ...(report.verdict === 'leak' || report.verdict === 'suspect' ? [growthInShort(report) ?? ''] : []),
    plural(report.replicas.length, 'replica'),
    formatWindow(report.window.ms),
    `asked by ${mention(requestedBy)}`,
  ].filter((part) => part !== '');
  return rootLine(parts.join(' · '), [where]);
}

/** Whether the verdict's own words say all that is known of its one leak. */
function isSaid(report: Report): boolean {
  return report.findings.length === 1 && alarmOf(report) === 'regressed';
}

function verdictWords(report: Report): string {
  switch (alarmOf(report)) {
    case 'silenced':
      return `${report.verdict}, no alarm`;
    case 'regressed':
      return `*${report.verdict}*, *back after it was resolved*`;
    default:
      return `*${report.verdict}*`;
  }
}

export function rootCancelled(by: string, subject?: RootSubject): ThreadMessage {
  return rootLine(`${about(subject)}check *cancelled* by ${mention(by)}${windowOf(subject)}`, [
    'Nothing more is asked of the replicas, and no verdict was reached.',
  ]);
}

/** A check that could not be carried out: what happened and what to do. */
export function rootFailed(reason: string, nextStep: string, subject?: RootSubject): ThreadMessage {
  return rootLine(`${about(subject)}check *failed*${windowOf(subject)}: ${proseMrkdwn(reason, 900)}`, [
    `Next step: ${proseMrkdwn(nextStep, 900)}`,
  ]);
}

function rootLine(line: string, details: readonly string[]): ThreadMessage {
  // A phone's notification shows the asterisks of bold text as they are.
  const text = [line, ...details].join('. ').replaceAll('*', '');
  return { text, blocks: [section([line], 'leakcheck.root'), context(details)] };
}

function progressLines(progress: RootProgress): string[] {
  const share = progress.planned > 0 ? Math.min(1, progress.captured / progress.planned) : 0;
  if (progress.phase === 'waiting') return [phaseText(progress)];
  return [`${bar(share)} ${phaseText(progress)}`];
}

function phaseText(progress: RootProgress): string {
  const captures = `${formatCount(progress.captured)} of ${plural(progress.planned, 'capture')}`;
  switch (progress.phase) {
    case 'waiting':
      return 'Waiting for a free worker';
    case 'capturing':
      return `${captures} done · ${timeLeft(progress)}`;
    case 'analysing':
      return `${captures} done · analysing`;
    case 'reporting':
      return `${captures} done · writing the report`;
  }
}

function timeLeft({ endsAtMs, nowMs }: RootProgress): string {
  const end = `window ends at ${slackDate(endsAtMs, '{time_secs}')}`;
  if (nowMs === undefined) return end;
  return nowMs >= endsAtMs
    ? 'window over, last captures coming in'
    : `${aboutDuration(endsAtMs - nowMs)} left, ${end}`;
}

function bar(share: number): string {
  const full = Math.floor(share * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

const barWidth = 12;

function about(subject: RootSubject | undefined): string {
  return subject === undefined ? 'This ' : `${bold(subject.service)}: `;
}

function windowOf(subject: RootSubject | undefined): string {
  return [
    ...(subject?.windowMs === undefined ? [] : [` · ${formatWindow(subject.windowMs)}`]),
    ...(subject?.requestedBy === undefined ? [] : [` · asked by ${mention(subject.requestedBy)}`]),
  ].join('');
}

function bold(service: string): string {
  return `*${escapeMrkdwn(service, 80)}*`;
}
