import type { CheckStore } from './check-store.ts';
import type { EscalationRecord, EscalationStore } from './escalation-record.ts';
import type { Logger } from './logger.ts';
import { outcomesMessage } from './outcomes-message.ts';
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
