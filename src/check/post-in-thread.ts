import { type Check, threadOf } from './check.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { type Message, PostError, type PostTarget } from './poster.ts';

/**
 * Posts a message that must be read into the check's thread, once; where that thread was deleted meanwhile, into the
 * channel. Answers where whatever follows belongs: the thread, or the thread of that message. Throws a PostError.
 */
export async function postInThread(
  deps: PostOnceDeps,
  check: Check,
  post: { readonly key: string; readonly message: Message },
): Promise<PostTarget> {
  const { key, message } = post;
  const { id, channel } = check;
  const alone = { check: id, key: aloneKey(key), to: { channel, threadTs: undefined }, message };
  if ((await deps.postLog.get(id, alone.key)) !== undefined) {
    return { channel, threadTs: (await postOnce(deps, alone)).ts };
  }
  const to = { channel, threadTs: threadOf(check) };
  try {
    await postOnce(deps, { check: id, key, to, message });
    return to;
  } catch (error) {
    if (!(error instanceof PostError) || error.code !== 'thread_not_found') {
      throw error;
    }
    return { channel, threadTs: (await postOnce(deps, alone)).ts };
  }
}

/** Whether a message of this key is there, in the thread or in the channel. */
export async function wasPostedInThread(
  deps: Pick<PostOnceDeps, 'postLog'>,
  check: string,
  key: string,
): Promise<boolean> {
  const records = await Promise.all([key, aloneKey(key)].map((each) => deps.postLog.get(check, each)));
  return records.some((record) => record?.state === 'posted');
}

function aloneKey(key: string): string {
  return `${key}-alone`;
}
