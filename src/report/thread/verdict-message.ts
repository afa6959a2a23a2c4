import type { Button, KnownBlock } from '@slack/types';
import { escapeMrkdwn, mention, proseMrkdwn } from '../escape-mrkdwn.ts';
import { keyFacts } from '../key-facts.ts';
import { longerWindowMs } from '../longer-window.ts';
import type { Report } from '../report.ts';
import { confidenceWords, verdictNames, verdictSentence } from '../report-words.ts';
import { formatWindow } from '../units.ts';
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
  const headline = `${verdictNames[report.verdict]}: ${verdictSentence(report, service)}`;
  const facts = keyFacts(report).map((fact) => `• ${proseMrkdwn(fact, 500)}`);
  const blocks: KnownBlock[] = [
    section([`${mention(requestedBy)} *${headline}* · ${confidenceWords(report)}`, reason]),
    ...(facts.length > 0 ? [section(facts)] : []),
    ...actions(report),
  ];
  return { text: `${mention(requestedBy)} ${headline} · ${confidenceWords(report)}. ${reason}`, blocks };
}

function actions(report: Report): KnownBlock[] {
  if (report.check === undefined) return [];
  const value = JSON.stringify({ check: report.check });
  const longer = longerWindowMs(report);
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
  return [{ type: 'actions', block_id: actionsBlockId, elements }];
}

function button({ actionId, label, value }: { actionId: string; label: string; value: string }): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label }, value };
}
