import type { Button, KnownBlock } from '@slack/types';
import { actionsFor, type IncidentAction } from '../../incident/act.ts';
import type { FindingState } from '../../incident/finding-state.ts';
import { mrkdwnCode } from '../escape-mrkdwn.ts';
import { shortFunction } from '../go-name.ts';
import { incidentSentence } from '../incident-sentence.ts';
import type { Report, ReportFinding } from '../report.ts';
import { findingTitle } from '../report-words.ts';
import { slackShow } from '../shows.ts';
import { formatRateInShort, type Measure, plural } from '../units.ts';
import { showAllButton } from './list-buttons.ts';
import { context, section, type ThreadMessage } from './thread-message.ts';

/** The buttons under a leak. */
export const incidentActionIds: Readonly<Record<IncidentAction, string>> = {
  acknowledge: 'leakcheck.incident.acknowledge',
  snooze: 'leakcheck.incident.snooze',
  resolve: 'leakcheck.incident.resolve',
  silence: 'leakcheck.incident.silence',
  unsilence: 'leakcheck.incident.unsilence',
};

const labels: Readonly<Record<IncidentAction, string>> = {
  acknowledge: 'Acknowledge',
  snooze: 'Snooze …',
  resolve: 'Resolve',
  silence: 'Not a leak …',
  unsilence: 'Undo “Not a leak”',
};

/** A press takes its message along through a modal: so few that it fits. */
const perMessage = 3;
const mostShown = 9;
const stateBlock = 'leakcheck.incident.state.';
const buttonsBlock = 'leakcheck.incident.buttons.';

/** What a button stands for: the leak, by its fingerprint, of a service, as a check found it. */
export type IncidentButton = { readonly check: string; readonly service: string; readonly incident: string };

export type IncidentLine = {
  readonly button: IncidentButton;
  readonly state: FindingState;
  readonly growth: { readonly kind: Measure; readonly perMinute: number };
};

/** Where else a leak is talked about: `<url|its first thread>`, or why there is no such place; by fingerprint. */
export type ElsewhereLines = ReadonlyMap<string, string>;

/** Each leak of a report with what is known of it and what can be done about it. None where nothing is known. */
export function incidentMessages(report: Report, elsewhere: ElsewhereLines): ThreadMessage[] {
  const { check, service } = report;
  if (check === undefined) return [];
  const lines = oncePerIncident(report.findings);
  const shown = lines.slice(0, mostShown);
  const groups = Array.from({ length: Math.ceil(shown.length / perMessage) }, (_, index) =>
    shown.slice(index * perMessage, (index + 1) * perMessage),
  );
  const more = lines.length - shown.length;
  return groups.map((group, index) => {
    const blocks = group.flatMap(({ finding, incident, number }) => [
      section([titleOf(finding, number)]),
      ...incidentBlocks(number, {
        button: { check, service, incident: finding.fingerprint },
        state: incident,
        growth: { kind: finding.kind, perMinute: finding.growth.perMinute },
      }),
      ...elsewhereBlocks(elsewhere.get(finding.fingerprint)),
    ]);
    const isLast = index === groups.length - 1 && more > 0;
    const all = showAllButton(`Show all ${plural(lines.length, 'leak')}`, { kind: 'incidents', service });
    return {
      text: group.map(({ finding, incident }) => `${findingTitle(finding)}: ${incident.state}`).join(', '),
      blocks: isLast ? [...blocks, context([`… and ${plural(more, 'more leak')}`]), all] : blocks,
    };
  });
}

/** The blocks of a message with its leaks as they stand now; what is not about a leak of `current` stays as it is. */
export function currentIncidents(
  blocks: readonly KnownBlock[],
  current: (fingerprint: string) => IncidentLine | undefined,
): KnownBlock[] {
  const lines = new Map(
    blocks.flatMap((block): [string, IncidentLine][] => {
      const number = numberIn(block, buttonsBlock) ?? numberIn(block, stateBlock);
      const fingerprint = fingerprintIn(block);
      const line = fingerprint === undefined ? undefined : current(fingerprint);
      return number === undefined || line === undefined ? [] : [[number, line]];
    }),
  );
  return blocks.flatMap((block): KnownBlock[] => {
    const state = numberIn(block, stateBlock);
    const buttons = numberIn(block, buttonsBlock);
    const line = lines.get(state ?? buttons ?? '');
    if (line === undefined) return [block];
    return state === undefined ? [] : incidentBlocks(Number(state), line);
  });
}

function incidentBlocks(number: number, { button, state, growth }: IncidentLine): KnownBlock[] {
  const sentence = incidentSentence(state, growth, slackShow);
  return [
    section([`${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`], `${stateBlock}${number}`),
    incidentButtons(number, { button, state }),
  ];
}

/** What can be done about a leak as it stands. */
export function incidentButtons(
  number: number,
  { button, state }: { readonly button: IncidentButton; readonly state: Pick<FindingState, 'status'> },
): KnownBlock {
  return {
    type: 'actions',
    block_id: `${buttonsBlock}${number}`,
    elements: actionsFor(state).map((action) => buttonOf(action, button)),
  };
}

function buttonOf(action: IncidentAction, button: IncidentButton): Button {
  return {
    type: 'button',
    action_id: incidentActionIds[action],
    text: { type: 'plain_text', text: labels[action] },
    value: JSON.stringify(button),
  };
}

function titleOf({ culprit, growth, kind, pattern }: ReportFinding, number: number): string {
  const place = mrkdwnCode(shortFunction(culprit.function), 160);
  return `*${number}. ${findingTitle({ pattern })}* · ${place} ${formatRateInShort(growth, kind)}`;
}

function elsewhereBlocks(line: string | undefined): KnownBlock[] {
  return line === undefined ? [] : [context([line])];
}

type Numbered = {
  readonly finding: ReportFinding;
  readonly incident: FindingState;
  readonly number: number;
};

/** Findings of one fingerprint are one incident: buttons for it once, at the number of the first. */
function oncePerIncident(findings: readonly ReportFinding[]): Numbered[] {
  const seen = new Set<string>();
  return findings.flatMap((finding, index) => {
    const { incident, fingerprint } = finding;
    if (incident === undefined || seen.has(fingerprint)) return [];
    seen.add(fingerprint);
    return [{ finding, incident, number: index + 1 }];
  });
}

function numberIn({ block_id: id }: KnownBlock, prefix: string): string | undefined {
  return id?.startsWith(prefix) === true ? id.slice(prefix.length) : undefined;
}

function fingerprintIn(block: KnownBlock): string | undefined {
  if (block.type !== 'actions') return undefined;
  const button = block.elements.find((element) => element.type === 'button');
  const value = button?.type === 'button' ? button.value : undefined;
  return value === undefined ? undefined : /"incident":"([^"]+)"/.exec(value)?.[1];
}
