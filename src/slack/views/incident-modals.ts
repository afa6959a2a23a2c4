import type { ModalView, PlainTextOption } from '@slack/types';
import type { Incident } from '../../incident/incident.ts';
import type { SnoozeChoice } from '../../incident/snooze.ts';
import { escapeMrkdwn, mrkdwnCode } from '../../report/escape-mrkdwn.ts';
import { shortFunction } from '../../report/go-name.ts';
import { section } from '../../report/thread/thread-message.ts';
import { formatThreshold } from '../../report/units.ts';
import { type IncidentContext, packIncidentContext } from './incident-context.ts';
import { plain } from './plain.ts';

export const snoozeCallbackId = 'leakcheck.snooze_modal';
export const silenceCallbackId = 'leakcheck.silence_modal';
export const snoozeBlockId = 'leakcheck.snooze';
export const snoozeActionId = 'leakcheck.snooze_until';
export const reasonBlockId = 'leakcheck.reason';
export const reasonActionId = 'leakcheck.reason_text';
export const longestReason = 200;

const snoozeLabels: Readonly<Record<Exclude<SnoozeChoice, 'faster'>, string>> = {
  '1h': 'For 1 hour',
  '6h': 'For 6 hours',
  '1d': 'For 1 day',
  '1w': 'For 1 week',
};

/** Asks for how long a leak is to raise no alarm. */
export function snoozeModal(incident: Incident, context: IncidentContext): ModalView {
  const { kind, last } = incident;
  const rate = formatThreshold(last.perMinute / last.replicas, kind);
  const each = last.replicas === 1 ? '' : ' a replica';
  const options = [
    ...Object.entries(snoozeLabels).map(([value, label]) => option(value, label)),
    option('faster', `Until it grows faster than ${rate}${each}`),
  ];
  return {
    type: 'modal',
    callback_id: snoozeCallbackId,
    private_metadata: packIncidentContext(context),
    title: plain('Snooze a leak'),
    submit: plain('Snooze'),
    close: plain('Cancel'),
    blocks: [
      section([
        `${aboutLeak(incident, context)} goes on being checked and shown; until then it raises no alarm.`,
      ]),
      {
        type: 'input',
        block_id: snoozeBlockId,
        label: plain('Until when'),
        element: {
          type: 'radio_buttons',
          action_id: snoozeActionId,
          options,
          ...(options[2] === undefined ? {} : { initial_option: options[2] }),
        },
      },
    ],
  };
}

/** Asks why something that grows is no leak. */
export function silenceModal(incident: Incident, context: IncidentContext): ModalView {
  return {
    type: 'modal',
    callback_id: silenceCallbackId,
    private_metadata: packIncidentContext(context),
    title: plain('Not a leak'),
    submit: plain('Silence it'),
    close: plain('Cancel'),
    blocks: [
      section([
        `${aboutLeak(incident, context)} will raise no alarm any more. Every later report of this service shows it as silenced, with your name and reason and a button to undo it.`,
      ]),
      {
        type: 'input',
        block_id: reasonBlockId,
        label: plain('Why is this not a leak?'),
        hint: plain('For whoever reads the next report, for example “bounded by the number of tenants”.'),
        element: {
          type: 'plain_text_input',
          action_id: reasonActionId,
          max_length: longestReason,
        },
      },
    ],
  };
}

function aboutLeak({ culprit }: Incident, { button }: IncidentContext): string {
  return `${mrkdwnCode(shortFunction(culprit), 160)} of *${escapeMrkdwn(button.service, 80)}*`;
}

function option(value: string, label: string): PlainTextOption {
  return { text: plain(label), value };
}
