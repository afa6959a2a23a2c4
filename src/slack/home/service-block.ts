import type { KnownBlock } from '@slack/types';
import { serviceActions } from '../../access/permissions.ts';
import type { HomeServiceState } from '../../check/home/home-facts.ts';
import type { HomeRight } from '../../check/home/home-services.ts';
import { stateOf } from '../../incident/finding-state.ts';
import { escapeMrkdwn, slackDate } from '../../report/escape-mrkdwn.ts';
import { plainText } from '../../report/plain-text.ts';
import { section } from '../../report/thread/thread-message.ts';
import { formatConfidence, plural } from '../../report/units.ts';
import { plain } from '../views/plain.ts';
import { homeActions } from './home-actions.ts';

/** A service of Home: its name, its last verdict and when, its open leaks, what runs, and a button where the person may check it. */
export function serviceBlock(state: HomeServiceState): KnownBlock {
  const { service, rights } = state;
  const lines = [
    `*${escapeMrkdwn(service.name, 80)}* · ${verdictWords(state)}`,
    [leakWords(state), ...runningWords(state), ...rightWords(rights)].join(' · '),
  ];
  const block = section(lines);
  if (block.type !== 'section' || !rights.some(({ action }) => action === 'check')) return block;
  return {
    ...block,
    accessory: {
      type: 'button',
      action_id: homeActions.check,
      text: plain('Check'),
      value: service.name,
      accessibility_label: plainText(`Check ${service.name}`, 75),
    },
  };
}

function verdictWords({ last }: HomeServiceState): string {
  if (last?.outcome === undefined) return 'no verdict yet';
  const { verdict, confidence, finishedAtMs } = last.outcome;
  const sure = verdict === 'inconclusive' ? '' : `, ${formatConfidence(confidence)}`;
  return `*${verdict}*${sure}, ${slackDate(finishedAtMs)}`;
}

function leakWords({ leaks }: HomeServiceState): string {
  if (leaks.areUnreadable) return 'its known leaks cannot be read: the log of the leakcheck bot says why';
  const { incidents } = leaks;
  if (incidents.length === 0) return 'no open leak';
  const states = incidents.map((incident) => stateOf(incident).state);
  const counts = [...new Set(states)].map(
    (name) => `${states.filter((each) => each === name).length} ${name}`,
  );
  return `${plural(incidents.length, 'open leak')}: ${counts.join(', ')}`;
}

function runningWords({ running }: HomeServiceState): readonly string[] {
  return running === 0 ? [] : ['being checked now'];
}

function rightWords(rights: readonly HomeRight[]): readonly string[] {
  const check = rights.find(({ action }) => action === 'check');
  const words = rights.map(({ action }) => action);
  return [
    ...(check?.channels === undefined ? [] : [`can be checked from ${channelNames(check.channels)}`]),
    ...(rights.length === serviceActions.length ? [] : [mayWords(words)]),
  ];
}

function mayWords(actions: readonly string[]): string {
  return actions.length === 0 ? 'you may look only' : `you may ${actions.join(' and ')} only`;
}

function channelNames(channels: readonly string[]): string {
  const more = channels.length > 3 ? ` and ${channels.length - 3} more` : '';
  return `${channels
    .slice(0, 3)
    .map((channel) => `<#${channel}>`)
    .join(', ')}${more} only`;
}
