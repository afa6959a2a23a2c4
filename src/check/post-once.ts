import type { PostLog } from './post-log.ts';
import { type Message, PostError, type Poster, type PostTarget } from './poster.ts';

export type PostOnceDeps = {
  readonly poster: Poster;
  readonly postLog: PostLog;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
};

/** One message of a check: the key names it among the check's messages, for good. */
export type OncePost = {
  readonly check: string;
  readonly key: string;
  readonly to: PostTarget;
  readonly message: Message;
};

/**
 * Posts a message that must not appear twice however often this is called. A try whose answer was lost is looked up by
 * its mark first; where the token may not look (no history scope), it is posted again, and so may appear twice.
 * Throws a PostError; only `lost` leaves open whether the message is there.
 */
export async function postOnce(deps: PostOnceDeps, post: OncePost): Promise<{ readonly ts: string }> {
  const { check, key, to } = post;
  const mark = `${check}/${key}`;
  const record = await deps.postLog.get(check, key);
  if (record?.state === 'posted') {
    return { ts: record.ts };
  }
  if (record?.state === 'attempted') {
    const found = await deps.poster.find({ to, mark, sinceMs: record.atMs });
    if (typeof found === 'object') {
      await deps.postLog.set(check, key, { state: 'posted', ts: found.ts });
      return found;
    }
  }
  const atMs = record?.atMs ?? deps.clock();
  await deps.postLog.set(check, key, { state: 'attempted', atMs, fileIds: [] });
  const { ts } = await attempt(deps, { ...post, mark });
  await deps.postLog.set(check, key, { state: 'posted', ts });
  return { ts };
}

async function attempt(
  deps: PostOnceDeps,
  { check, key, to, message, mark }: OncePost & { readonly mark: string },
): Promise<{ readonly ts: string }> {
  try {
    return await deps.poster.post({ to, message, mark });
  } catch (error) {
    if (error instanceof PostError && error.kind !== 'lost') {
      await deps.postLog.clear(check, key);
    }
    throw error;
  }
}
