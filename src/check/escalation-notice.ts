import type { Incident } from '../incident/incident.ts';
import { shortFunction } from '../report/go-name.ts';
import type { Report, ReportFinding } from '../report/report.ts';
import { confidenceWords, findingTitle } from '../report/report-words.ts';
import { formatPerMinute, formatWindow, plural } from '../report/units.ts';
import type { EscalationRecord, WayJob } from './escalation-record.ts';
import type { Notice } from './escalation-sender.ts';

type Source = {
  readonly job: WayJob;
  readonly record: EscalationRecord;
  /** As it is known now; undefined for a check that found none, or where it was forgotten. */
  readonly incident: Incident | undefined;
  /** Of the check; undefined where this process cannot see it. */
  readonly report: Report | undefined;
};

/** What those outside are told: the report's essentials, the person's note and where to read on. */
export function noticeOf({ job, record, incident, report }: Source): Notice {
  const { service, check, event } = job;
  const finding = report?.findings.find(({ fingerprint }) => fingerprint === job.incident);
  return {
    id: job.id,
    event,
    reason: record.reason,
    dedupKey: `leakcheck:${service}:${job.incident ?? `check-${check}`}`,
    service,
    check,
    atMs: record.atMs,
    title: titleOf(service, { incident, report, finding }),
    facts: factsOf({ incident, report, finding, record }),
    incident: incident && {
      fingerprint: incident.fingerprint,
      kind: incident.kind,
      pattern: incident.pattern,
      culprit: incident.culprit,
      perMinute: incident.last.perMinute,
      seen: incident.seen,
      firstSeenMs: incident.first.atMs,
    },
    by: record.by,
    // Said once: what follows by itself is not in that person's words.
    note: event === 'trigger' ? record.note : '',
    permalink: record.permalink,
  };
}

function titleOf(
  service: string,
  { incident, report, finding }: Pick<Facts, 'incident' | 'report' | 'finding'>,
): string {
  if (incident === undefined)
    return `${service}: a check for leaks was escalated (${report?.verdict ?? 'no verdict'})`;
  const what = incident.kind === 'heap' ? 'memory' : 'goroutines';
  const growth = formatPerMinute(incident.last.perMinute, incident.kind);
  const leaks = finding?.verdict === 'suspect' ? 'may leak' : 'leaks';
  return `${service} ${leaks} ${what}: ${shortFunction(incident.culprit)}, ${growth}`;
}

type Facts = Omit<Source, 'job'> & { readonly finding: ReportFinding | undefined };

function factsOf({ incident, report, finding, record }: Facts): Notice['facts'] {
  const facts: { label: string; text: string | undefined }[] = [
    { label: 'Verdict', text: report && `${report.verdict}, ${confidenceWords(report)}. ${report.reason}` },
    {
      label: 'Where',
      text: finding && `${finding.culprit.function} at ${finding.culprit.file}:${finding.culprit.line}`,
    },
    { label: 'What', text: finding && findingTitle(finding) },
    { label: 'Growth', text: incident && growthOf(incident) },
    { label: 'Seen', text: incident && seenOf(incident) },
    { label: 'Memory limit', text: limitOf(report) },
    { label: 'Fix', text: finding?.fixes[0] && `${finding.fixes[0].title}. ${finding.fixes[0].text}` },
    { label: 'Why now', text: whyNow(record) },
  ];
  return facts.flatMap(({ label, text }) => (text === undefined ? [] : [{ label, text }]));
}

function growthOf({ last, kind }: Incident): string {
  const { perMinute, replicas, windowMs } = last;
  return `${formatPerMinute(perMinute, kind)} in ${plural(replicas, 'replica')} over ${formatWindow(windowMs)}`;
}

function seenOf({ seen, first }: Incident): string {
  return `by ${plural(seen, 'check')}, first ${new Date(first.atMs).toISOString()}`;
}

function limitOf(report: Report | undefined): string | undefined {
  const limit = report?.limit;
  return limit?.minutesLeft === undefined
    ? undefined
    : `${limit.target} reaches it in ${formatWindow(limit.minutesLeft * 60_000)}`;
}

/** Why this is told when nobody pressed a button. */
export function whyNow({
  reason,
  afterMs,
}: Pick<EscalationRecord, 'reason' | 'afterMs'>): string | undefined {
  switch (reason) {
    case 'asked':
      return undefined;
    case 'itself':
      return `Nobody acknowledged it within ${formatWindow(afterMs ?? 0)}, so it escalates by itself.`;
    case 'again':
      return 'It is open again after it had been escalated, so those who were told then are told again.';
  }
}
