import type { KnownBlock } from '@slack/types';
import { plainText } from '../report/plain-text.ts';
import { formatConfidence } from '../report/units.ts';
import { openIncidents, type ServiceFacts } from './facts.ts';
import { perDay, trendOf } from './trend.ts';

/** Rows of the digest itself; a phone shows no more without scrolling for long. */
export const mostRows = 15;
/** Slack takes 100, but fewer characters than those would have. */
export const rowsPerMessage = 30;

const heading = ['Service', 'Verdict', 'Growth a day', 'Open leaks', 'Since the last', 'Owner'];

/** Services as Slack's table: each cell says in words what it means. */
export function servicesTable(services: readonly ServiceFacts[]): KnownBlock {
  const rows = [heading, ...services.map(rowOf)];
  return {
    type: 'table',
    rows: rows.map((row) => row.map((text) => ({ type: 'raw_text' as const, text }))),
    column_settings: [{ is_wrapped: true }, { is_wrapped: true }, { is_wrapped: true }],
  };
}

function rowOf(facts: ServiceFacts): string[] {
  const { service, owner, checked } = facts;
  return [
    plainText(service, 60),
    verdictWords(checked),
    growthWords(checked),
    openWords(facts),
    trendOf(facts),
    owner === undefined ? 'none' : plainText(owner, 40),
  ];
}

function verdictWords(checked: ServiceFacts['checked']): string {
  if (!('verdict' in checked)) return 'not checked';
  const { verdict, confidence } = checked;
  return verdict === 'inconclusive' ? verdict : `${verdict}, ${formatConfidence(confidence)}`;
}

function growthWords(checked: ServiceFacts['checked']): string {
  if (!('verdict' in checked)) return 'not known';
  const parts = [perDay(checked.heapPerDay, 'heap'), perDay(checked.goroutinesPerDay, 'goroutine')];
  const grown = parts.filter((part) => part !== undefined).join(', ');
  if (grown !== '') return grown;
  return checked.verdict === 'inconclusive' ? 'not known' : 'none clear';
}

/** `2, 1 acknowledged`: what somebody takes care of is told apart from what waits. */
function openWords(facts: ServiceFacts): string {
  if (facts.areIncidentsUnreadable === true) return 'not known';
  const open = openIncidents(facts);
  const states = (['acknowledged', 'snoozed'] as const).flatMap((state) => {
    const count = open.filter(({ status }) => status.is === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return [String(open.length), ...states].join(', ');
}
