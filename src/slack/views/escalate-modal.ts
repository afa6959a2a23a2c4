import type { KnownBlock, ModalView } from '@slack/types';
import type { Check } from '../../check/check.ts';
import { type EscalationWay, wayName } from '../../check/escalation-way.ts';
import type { EscalationPlan } from '../../check/plan-escalation.ts';
import type { Owner } from '../../check/service.ts';
import { ownerChannel, ownerMention, toldInChannel } from '../../check/slack-escalations.ts';
import type { Incident } from '../../incident/incident.ts';
import { escapeMrkdwn, mrkdwnCode } from '../../report/escape-mrkdwn.ts';
import { shortFunction } from '../../report/go-name.ts';
import { context, section } from '../../report/thread/thread-message.ts';
import { formatWindow, plural } from '../../report/units.ts';
import { groupProblemSentence } from '../access-replies.ts';
import { type ModalContext, packModalContext } from './modal-context.ts';
import { plain } from './plain.ts';

export const escalateCallbackId = 'leakcheck.escalate_modal';
export const noteBlockId = 'leakcheck.note';
export const noteActionId = 'leakcheck.note_text';
export const longestNote = 500;

/** Shows who will be told, before anybody is. */
export function escalateModal(
  escalation: Omit<EscalationPlan, 'report'> & { readonly context: ModalContext },
): ModalView {
  const { check, owner, ways, leaks, unknownGroup } = escalation;
  return {
    type: 'modal',
    callback_id: escalateCallbackId,
    private_metadata: packModalContext(escalation.context),
    title: plain('Escalate'),
    submit: plain('Tell them'),
    close: plain('Cancel'),
    blocks: [
      section([subjectLine(check), ...verdictLines(check)]),
      ...leakBlocks(leaks),
      section([
        '*Who will be told*',
        ...(owner === undefined ? [] : recipientLines(owner, check.channel)),
        ...ways.map(wayLine),
      ]),
      ...(unknownGroup === undefined
        ? []
        : [section([`${groupProblemSentence(unknownGroup)} Nobody of it will hear of this in Slack.`])]),
      {
        type: 'input',
        block_id: noteBlockId,
        optional: true,
        label: plain('Note'),
        hint: plain('Goes with the message, for example what you have tried.'),
        element: {
          type: 'plain_text_input',
          action_id: noteActionId,
          multiline: true,
          max_length: longestNote,
        },
      },
    ],
  };
}

/** For a service whose owner nobody has named: what to do, and nothing to submit. */
export function noOwnerModal(service: string): ModalView {
  return {
    type: 'modal',
    callback_id: escalateCallbackId,
    title: plain('Escalate'),
    close: plain('Close'),
    blocks: [
      section([`*${escapeMrkdwn(service, 80)}* has no owner, so there is nobody to tell.`]),
      context([
        'Next step: give the service an `owner` (a user group, a channel, or both) or an `escalation` in the services file, or tell its people yourself.',
      ]),
    ],
  };
}

function subjectLine({ service, windowMs }: Check): string {
  return `*${escapeMrkdwn(service, 80)}* · ${formatWindow(windowMs)}`;
}

function verdictLines({ outcome }: Check): string[] {
  return outcome === undefined
    ? ['No verdict is recorded.']
    : [`Verdict: *${outcome.verdict}*`, escapeMrkdwn(outcome.reason, 1_000)];
}

const mostLeaks = 5;

/** Which leaks those are, where some of the check's were escalated before or there are several. */
function leakBlocks({ due, escalated }: EscalationPlan['leaks']): KnownBlock[] {
  if (due.length + escalated.length < 2) return [];
  const told = [`*Of ${plural(due.length, 'leak')}:* ${names(due)}`];
  const before = escalated.length === 0 ? [] : [`Escalated before: ${names(escalated)}`];
  return [section([...told, ...before])];
}

function names(leaks: readonly Incident[]): string {
  const named = leaks.slice(0, mostLeaks).map(({ culprit }) => mrkdwnCode(shortFunction(culprit), 160));
  const more = leaks.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more of the report` : named.join(', ');
}

function recipientLines(owner: Owner, threadChannel: string): string[] {
  const { userGroup, label } = owner;
  const channel = toldInChannel(owner, threadChannel);
  return [
    ...(userGroup === undefined
      ? []
      : [`• ${ownerMention(owner)} (${escapeMrkdwn(label, 80)}), in this check's thread`]),
    ...(userGroup === undefined && channel !== undefined ? [`• ${escapeMrkdwn(label, 80)}`] : []),
    ...(channel === undefined ? [] : [`• ${ownerChannel(owner)}, with the verdict and a link`]),
  ];
}

function wayLine(way: EscalationWay): string {
  const name = `• ${escapeMrkdwn(wayName(way), 120)}`;
  switch (way.kind) {
    case 'pagerduty':
      return `${name} (${way.region.toUpperCase()}), an alert of severity ${way.severity} for each leak`;
    case 'webhook':
      return `${name}, a signed document for each leak`;
    case 'github':
      return `${name}, an issue for each leak, or a comment where it has one`;
  }
}
