import type { IncidentThread } from '../incident/incident.ts';
import { mention, mrkdwnCode } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { incidentSentence } from '../report/incident-sentence.ts';
import type { Report, ReportFinding } from '../report/report.ts';
import { slackShow } from '../report/shows.ts';
import { section } from '../report/thread/thread-message.ts';
import { plural } from '../report/units.ts';
import type { Message } from './poster.ts';

export type IncidentNote = {
  readonly fingerprint: string;
  readonly name: string;
  /** Calls nobody: a later one may take its place. */
  readonly isRepeated?: boolean;
  /** A leak that is gone needs no other thread: this report says so itself. */
  readonly isFound: boolean;
  readonly thread: IncidentThread;
  readonly message: Message;
};

/** What the threads of a report's leaks are to be told: seen again, back, resolved. `link` leads to the report. */
export function incidentNotes(report: Report, link: string | undefined): IncidentNote[] {
  const at = link === undefined ? '' : ` <${link}|The report>`;
  const found = report.findings.flatMap((finding) => noteOf(finding, at));
  const resolved = (report.absences ?? []).flatMap(
    ({ fingerprint, culprit, absent, isResolved, thread, status }) => {
      if (!isResolved || thread === undefined) return [];
      const name = nameOf(culprit);
      const owner = status.is === 'acknowledged' ? `${mention(status.by)} ` : '';
      const line = `${owner}*Resolved:* ${plural(absent, 'check')} in a row did not find ${name} any more.${at}`;
      return [{ fingerprint, name, isFound: false, thread, message: noteMessage(line) }];
    },
  );
  return [...new Map([...found, ...resolved].map((note) => [note.fingerprint, note])).values()];
}

function noteOf({ incident, fingerprint, culprit, kind, growth }: ReportFinding, at: string): IncidentNote[] {
  if (incident === undefined) return [];
  const { state, thread, formerThread } = incident;
  const name = nameOf(culprit.function);
  const sentence = incidentSentence(incident, { kind, perMinute: growth.perMinute }, slackShow);
  if (state === 'acknowledged' && thread !== undefined) {
    return [
      {
        fingerprint,
        name,
        isRepeated: true,
        isFound: true,
        thread,
        message: noteMessage(`Seen again: ${name}, ${sentence}.${at}`),
      },
    ];
  }
  return state === 'regressed' && formerThread !== undefined
    ? [
        {
          fingerprint,
          name,
          isFound: true,
          thread: formerThread,
          message: noteMessage(`*Back:* ${name}, ${sentence}.${at}`),
        },
      ]
    : [];
}

function nameOf(culprit: string): string {
  return mrkdwnCode(shortFunction(culprit), 160);
}

export function noteMessage(text: string): Message {
  return { text, blocks: [section([text])] };
}
