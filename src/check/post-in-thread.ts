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
  if ((await deps.postLog.get(id, aloneKey(key))) !== undefined) {
    return await postAlone(deps, check, post);
  }
  const to = { channel, threadTs: threadOf(check) };
  try {
    await postOnce(deps, { check: id, key, to, message });
    return to;
  } catch (error) {
    if (!(error instanceof PostError) || error.code !== 'thread_not_found') {
      throw error;
    }
    return await postAlone(deps, check, post);
  }
}

/** Posts a message into the channel itself, once, and answers its thread. */
export async function postAlone(
  deps: PostOnceDeps,
  { id, channel }: Check,
  { key, message }: { readonly key: string; readonly message: Message },
): Promise<PostTarget> {
  const to = { channel, threadTs: undefined };
  return { channel, threadTs: (await postOnce(deps, { check: id, key: aloneKey(key), to, message })).ts };
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

/** `ts` of the message of this key that is in the channel itself; undefined where there is none. */
export async function alonePost(
  deps: Pick<PostOnceDeps, 'postLog'>,
  check: string,
  key: string,
): Promise<string | undefined> {
  const record = await deps.postLog.get(check, aloneKey(key));
  return record?.state === 'posted' ? record.ts : undefined;
}

function aloneKey(key: string): string {
  return `${key}-alone`;
}
