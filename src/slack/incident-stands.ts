import type { IncidentStandsError } from '../check/incident-errors.ts';
import type { Message } from '../check/poster.ts';
import type { IncidentAction } from '../incident/act.ts';
import { stateOf } from '../incident/finding-state.ts';
import type { Incident } from '../incident/incident.ts';
import type { Status } from '../incident/status.ts';
import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { incidentSentence } from '../report/incident-sentence.ts';
import { slackShow } from '../report/shows.ts';
import { replyMessage } from './reply-message.ts';

/** Why a button about a leak did nothing: how the leak stands meanwhile, and what can be done about it now. */
export function incidentStands({ action, status }: IncidentStandsError): Message {
  return replyMessage(`${stands(status)}, so nothing was changed.`, nextStep(action, status));
}

/** How a leak stands after an act on it, for who acted where no message shows that. */
export function incidentNow(incident: Incident, service: string): Message {
  const { kind, last, culprit } = incident;
  const sentence = incidentSentence(stateOf(incident), { kind, perMinute: last.perMinute }, slackShow);
  const name = mrkdwnCode(shortFunction(culprit), 160);
  return replyMessage(`Done. *${escapeMrkdwn(service, 80)}* · ${name} · ${sentence}`);
}

function stands(status: Status): string {
  switch (status.is) {
    case 'open':
      return 'This leak is not silenced any more';
    case 'acknowledged':
    case 'snoozed':
      return `This leak was ${status.is} by ${mention(status.by)}, ${slackDate(status.atMs)}`;
    case 'silenced':
      return `This was silenced as no leak by ${mention(status.by)}, ${slackDate(status.atMs)} (“${escapeMrkdwn(status.reason, 200)}”)`;
    case 'resolved':
      return `This leak was resolved ${status.by === undefined ? 'by checks that did not find it any more' : `by ${mention(status.by)}`}, ${slackDate(status.atMs)}`;
  }
}

function nextStep(action: IncidentAction, status: Status): string {
  if (status.is === 'silenced') return 'press *Undo “Not a leak”* first, if it is one.';
  if (status.is === 'resolved' && action === 'snooze') return 'press *Acknowledge*, if it is there again.';
  return 'the message with the button shows how it stands now.';
}
