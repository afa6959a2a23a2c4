import type { IncidentNote } from './incident-notes.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { PostError } from './poster.ts';

/**
 * Says in a leak's first thread that a check elsewhere has seen it again: one message, edited at each later check, as it calls nobody.
 * Throws a PostError.
 */
export async function showSeenAgain(
  deps: PostOnceDeps,
  { id, service }: { readonly id: string; readonly service: string },
  note: IncidentNote,
): Promise<void> {
  const { thread, message, fingerprint } = note;
  const { channel, ts: threadTs } = thread;
  const leak = `seen-${service}`;
  const key = `${fingerprint}@${channel}/${threadTs}`;
  const earlier = await deps.postLog.get(leak, key);
  if (earlier?.state === 'posted' && (await isEdited(deps, { channel, ts: earlier.ts, message }))) return;
  const to = { channel, threadTs };
  const { ts } = await postOnce(deps, { check: id, key: `incident-note-${fingerprint}`, to, message });
  await deps.postLog.set(leak, key, { state: 'posted', ts });
}

/** False where the message is no longer there to be edited. */
async function isEdited(
  { poster }: PostOnceDeps,
  edit: Parameters<PostOnceDeps['poster']['update']>[0],
): Promise<boolean> {
  try {
    await poster.update(edit);
    return true;
  } catch (error) {
    if (error instanceof PostError && error.kind === 'refused') return false;
    throw error;
  }
}
