import { escapeMrkdwn, mention, mrkdwnCode, proseMrkdwn, slackDate } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { showAllButton } from '../report/thread/list-buttons.ts';
import { section } from '../report/thread/thread-message.ts';
import { plural } from '../report/units.ts';
import { whyNow } from './escalation-notice.ts';
import type { EscalationRecord, Outcome } from './escalation-record.ts';
import type { Message } from './poster.ts';

/** More than this, and a way tells of its leaks together; the button shows each. */
const mostCharacters = 8_000;
const mostLines = 20;

/** What came of an escalation so far, as one message of its thread. */
export function outcomesMessage(record: EscalationRecord, outcomes: ReadonlyMap<string, Outcome>): Message {
  const whole = outcomeLines(record, outcomes);
  const isLong = whole.length > mostLines || whole.join('\n').length > mostCharacters;
  if (!isLong) return { text: whole.join('\n'), blocks: inSections(whole) };
  const lines = [headline(record), ...waysTogether(inPlace(outcomes))];
  const all = showAllButton('Show each leak', { kind: 'escalation', id: record.id });
  return { text: lines.join('\n'), blocks: [...inSections(lines), all] };
}

/** The headline, then a line for each way and leak. */
export function outcomeLines(
  record: EscalationRecord,
  outcomes: ReadonlyMap<string, Outcome>,
): readonly string[] {
  const all = inPlace(outcomes);
  const several = new Set(all.map(({ incident }) => incident)).size > 1;
  const subjects = grouped(all, ({ way, incident }) => `${way}\n${incident ?? ''}`);
  return [headline(record), ...subjects.map((of) => wayLine(of, several))];
}

/** Groups in the order of their first ones. */
function grouped(
  outcomes: readonly Outcome[],
  key: (outcome: Outcome) => string,
): readonly (readonly Outcome[])[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) groups.set(key(outcome), [...(groups.get(key(outcome)) ?? []), outcome]);
  return [...groups.values()];
}

/** Lines keep their places while they are edited. */
function inPlace(outcomes: ReadonlyMap<string, Outcome>): readonly Outcome[] {
  return [...outcomes.values()].sort(
    (a, b) => a.rank - b.rank || (a.incident ?? '').localeCompare(b.incident ?? '') || a.atMs - b.atMs,
  );
}

function headline(record: EscalationRecord): string {
  const { by } = record;
  const what = by === undefined ? `*Escalated.* ${whyNow(record) ?? ''}` : `*Escalated* by ${mention(by)}.`;
  return `${what}${ownerWords(record)}`;
}

/** Whoever reads that others were told must not take it that the owner was. */
function ownerWords({ ownerUntold }: EscalationRecord): string {
  if (ownerUntold === undefined) return '';
  const problems = ownerUntold.problems.map((problem) => escapeMrkdwn(problem, 200)).join('; ');
  return ` The owner was *not told* in Slack (${problems}). Next step: tell its people yourself.`;
}

/** A line a way: `PagerDuty: told of 37 leaks; not told of 3, last: it answered 400.` */
function waysTogether(all: readonly Outcome[]): string[] {
  return grouped(all, ({ way }) => way).map((outcomes) => {
    const leaks = grouped(outcomes, ({ incident }) => incident ?? '').map((of) => of.at(-1));
    const parts = (['told', 'waiting', 'trying', 'failed'] as const).flatMap((state) => {
      const count = leaks.filter((leak) => leak?.state === state).length;
      return count === 0 ? [] : [`${togetherWords[state]} ${plural(count, 'leak')}`];
    });
    const failed = leaks.findLast((leak) => leak?.state === 'failed' || leak?.state === 'trying');
    const last = failed === undefined ? '' : `, last: ${escapeMrkdwn(failed.problem ?? 'an error', 200)}.`;
    const next =
      failed?.state !== 'failed' || failed.nextStep === undefined
        ? ''
        : ` Next step: ${proseMrkdwn(failed.nextStep, 300)}`;
    return `• *${escapeMrkdwn(outcomes[0]?.name ?? '', 120)}*: ${parts.join('; ')}${last}${next}`;
  });
}

const togetherWords = {
  told: 'told of',
  waiting: 'being told of',
  trying: 'failed at first, and tried again, for',
  failed: '*not told* of',
} as const;

/** All that one way was told of one incident. */
function wayLine(outcomes: readonly Outcome[], several: boolean): string {
  const first = outcomes[0];
  const link = outcomes.findLast((outcome) => outcome.link !== undefined)?.link;
  const name = escapeMrkdwn(first?.name ?? '', 120);
  const named = link === undefined ? `*${name}*` : `<${link}|${name}>`;
  const about =
    several && first?.about !== undefined ? ` (${mrkdwnCode(shortFunction(first.about), 120)})` : '';
  const events = grouped(outcomes, ({ event }) => event);
  const parts = events.flatMap((of) => stateWords(of.at(-1)));
  return `• ${named}${about}: ${parts.join('; ')}`;
}

function stateWords(outcome: Outcome | undefined): string[] {
  if (outcome === undefined) return [];
  const { event, state, atMs, tries, problem = 'an error', nextStep } = outcome;
  const last = escapeMrkdwn(problem, 200);
  switch (state) {
    case 'waiting':
      return [`${toDo[event]} …`];
    case 'trying':
      return [`${toDo[event]}: failed ${plural(tries, 'time')}, last: ${last}; trying again`];
    case 'told':
      return [`${done[event]} ${slackDate(atMs)}`];
    case 'failed': {
      const next = nextStep === undefined ? '' : ` Next step: ${proseMrkdwn(nextStep, 300)}`;
      return [`*${failed[event]}* (${plural(tries, 'try').replace('trys', 'tries')}, last: ${last}).${next}`];
    }
  }
}

const toDo = {
  trigger: 'being told',
  acknowledge: 'being told that it is acknowledged',
  resolve: 'being told that it is resolved',
  seen: 'being told that it was seen again',
} as const;
const done = {
  trigger: 'told',
  acknowledge: 'acknowledged there',
  resolve: 'resolved there',
  seen: 'told of later growth',
} as const;
const failed = {
  trigger: 'not told',
  acknowledge: 'does not know that it is acknowledged',
  resolve: 'does not know that it is resolved',
  seen: 'not told of later growth',
} as const;

const longestSection = 2_900;

function inSections(lines: readonly string[]): Message['blocks'] {
  const sections: string[][] = [];
  let room = 0;
  for (const line of lines) {
    if (sections.length === 0 || line.length + 1 > room) {
      sections.push([]);
      room = longestSection;
    }
    sections.at(-1)?.push(line);
    room -= line.length + 1;
  }
  return sections.map((part) => section(part));
}
