import type { Button, KnownBlock } from '@slack/types';
import { escapeMrkdwn, mention, proseMrkdwn } from '../escape-mrkdwn.ts';
import { alarmOf, incidentFacts } from '../incident-facts.ts';
import { keyFacts } from '../key-facts.ts';
import { longerWindowMs } from '../longer-window.ts';
import { previousFacts } from '../previous-fact.ts';
import type { Report } from '../report.ts';
import { confidenceWords, verdictNames, verdictSentence } from '../report-words.ts';
import { slackShow } from '../shows.ts';
import { formatWindow } from '../units.ts';
import { type EscalatedLeak, escalatedLine } from './escalated-line.ts';
import { withPressedLine } from './pressed-line.ts';
import { section, type ThreadMessage } from './thread-message.ts';

export const verdictActions = {
  rerun: 'leakcheck.rerun',
  rerunLonger: 'leakcheck.rerun_longer',
  escalate: 'leakcheck.escalate',
} as const;

const actionsBlockId = 'leakcheck.actions';

/** The reply that tells the person who asked: verdict, how sure, why, how fast and how long there is. */
export function verdictMessage(report: Report, requestedBy: string): ThreadMessage {
  const service = escapeMrkdwn(report.service, 80);
  const reason = proseMrkdwn(report.reason, 1_200);
  const headline = verdictHeadline(report, service);
  const facts = [
    ...incidentFacts(report, slackShow),
    ...previousFacts(report, slackShow),
    ...keyFacts(report).map((fact) => proseMrkdwn(fact, 500)),
  ].map((fact) => `• ${fact}`);
  const blocks: KnownBlock[] = [
    section([`${mention(requestedBy)} *${headline}* · ${confidenceWords(report)}`, reason]),
    ...(facts.length > 0 ? [section(facts)] : []),
    ...actions(report),
  ];
  return { text: `${mention(requestedBy)} ${headline} · ${confidenceWords(report)}. ${reason}`, blocks };
}

/** The verdict, and whether it is news: a leak that everybody knows of sounds other than one that is back. */
function verdictHeadline(report: Report, service: string): string {
  const plain = `${verdictNames[report.verdict]}: ${verdictSentence(report, service)}`;
  switch (alarmOf(report)) {
    case 'silenced':
      return `No alarm: all that grows in ${service} is silenced as no leak`;
    case 'known':
      return `${plain}, nothing new`;
    case 'regressed':
      return `Regressed: ${verdictSentence(report, service)} again, after it was resolved`;
    case 'alarm':
      return plain;
  }
}

function actions(report: Report): KnownBlock[] {
  if (report.check === undefined) return [];
  const value = JSON.stringify({ check: report.check });
  const longer = longerWindowMs(report);
  const { leaks, escalated } = escalation(report);
  const elements = [
    button({ actionId: verdictActions.rerun, label: 'Re-run', value }),
    ...(longer === undefined
      ? []
      : [
          button({
            actionId: verdictActions.rerunLonger,
            label: `Re-run for ${formatWindow(longer)}`,
            value,
          }),
        ]),
    button({ actionId: verdictActions.escalate, label: 'Escalate', value }),
  ];
  const blocks: KnownBlock[] = [{ type: 'actions', block_id: actionsBlockId, elements }];
  if (escalated.length === 0) return blocks;
  const line = escalatedLine(escalated, leaks);
  const isLeft = escalated.length < leaks;
  return withPressedLine(blocks, { actionId: verdictActions.escalate, line, isLeft });
}

/** A leak is escalated once, whichever check found it. */
function escalation({ findings }: Report): {
  readonly leaks: number;
  readonly escalated: readonly EscalatedLeak[];
} {
  const leaks = new Map(
    findings.flatMap(({ fingerprint, incident }) =>
      incident === undefined || incident.status.is === 'silenced' || incident.status.is === 'resolved'
        ? []
        : [[fingerprint, incident]],
    ),
  );
  return { leaks: leaks.size, escalated: [...leaks.values()].flatMap(({ escalated }) => escalated ?? []) };
}

function button({ actionId, label, value }: { actionId: string; label: string; value: string }): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label }, value };
}
