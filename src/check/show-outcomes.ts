import { escapeMrkdwn, mention, mrkdwnCode, proseMrkdwn, slackDate } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { section } from '../report/thread/thread-message.ts';
import { plural } from '../report/units.ts';
import type { CheckStore } from './check-store.ts';
import { whyNow } from './escalation-notice.ts';
import type { EscalationRecord, EscalationStore, Outcome } from './escalation-record.ts';
import type { Logger } from './logger.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { type Message, PostError } from './poster.ts';

export type ShowDeps = PostOnceDeps & {
  readonly escalationStore: EscalationStore;
  readonly store: Pick<CheckStore, 'claim' | 'unclaim'>;
  readonly logger: Logger;
};

const mostEdits = 5;
/** Longer than a post takes, its tries included. */
const postsWithinMs = 60_000;

/**
 * Shows in the thread what came of an escalation so far: one message, edited. Best effort: a Slack that does not answer must not keep
 * a page from going out, or send it twice. Answers false where Slack may take it later.
 */
export async function tryToShow(deps: ShowDeps, id: string): Promise<boolean> {
  try {
    await showOutcomes(deps, id);
    return true;
  } catch (error) {
    deps.logger.warn(
      { err: error, escalation: id },
      'the thread does not say yet what came of an escalation',
    );
    return error instanceof PostError && error.kind === 'refused';
  }
}

async function showOutcomes(deps: ShowDeps, id: string): Promise<void> {
  const record = await deps.escalationStore.get(id);
  if (record === undefined) return;
  const { channel } = record.to;
  let shown = outcomesMessage(record, await deps.escalationStore.outcomes(id));
  const ts = await shownAt(deps, record, shown);
  // Another process may have shown an older state, or left this one to whoever posts: the last to look shows the newest.
  for (let edit = 0; ts !== undefined && edit < mostEdits; edit += 1) {
    const now = outcomesMessage(record, await deps.escalationStore.outcomes(id));
    if (now.text === shown.text) return;
    await deps.poster.update({ channel, ts, message: now });
    shown = now;
  }
}

/** Edits the message, or posts it; undefined while another process posts it, which looks again once it has. */
async function shownAt(
  deps: ShowDeps,
  { id, check, to: { channel, threadTs } }: EscalationRecord,
  message: Message,
): Promise<string | undefined> {
  const key = `escalation-${id}`;
  const posted = await deps.postLog.get(check, key);
  if (posted?.state === 'posted') {
    await deps.poster.update({ channel, ts: posted.ts, message });
    return posted.ts;
  }
  const claim = `showing:${id}`;
  if (!(await deps.store.claim(claim, postsWithinMs))) return undefined;
  try {
    return (await postOnce(deps, { check, key, to: { channel, threadTs }, message })).ts;
  } finally {
    await deps.store.unclaim(claim);
  }
}

function outcomesMessage(record: EscalationRecord, outcomes: ReadonlyMap<string, Outcome>): Message {
  const all = [...outcomes.values()].sort(inPlace);
  const several = new Set(all.map(({ incident }) => incident)).size > 1;
  const subjects = grouped(all, ({ way, incident }) => `${way}\n${incident ?? ''}`);
  const lines = [headline(record), ...subjects.map((of) => wayLine(of, several))];
  return { text: lines.join('\n'), blocks: inSections(lines) };
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
function inPlace(a: Outcome, b: Outcome): number {
  return a.rank - b.rank || (a.incident ?? '').localeCompare(b.incident ?? '') || a.atMs - b.atMs;
}

function headline(record: EscalationRecord): string {
  const { by } = record;
  return by === undefined ? `*Escalated.* ${whyNow(record) ?? ''}` : `*Escalated* by ${mention(by)}.`;
}

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
