import { PostError } from './poster.ts';

/** Slack's words for a thread that takes no reply any more, and ours. */
const goneWords: Readonly<Record<string, string>> = {
  message_not_found: 'Somebody deleted the first thread',
  thread_not_found: 'Somebody deleted the first thread',
  channel_not_found: 'leakcheck no longer sees the channel of the first thread',
  not_in_channel: 'leakcheck is no longer in the channel of the first thread',
  is_archived: 'Somebody archived the channel of the first thread',
};

/** Whether Slack says that a thread takes no reply any more, as against not taking one now. */
export function isGone(error: unknown): boolean {
  return error instanceof PostError && Object.hasOwn(goneWords, error.code ?? '');
}

/** The beginning of a sentence that says so. */
export function whyGone(error: unknown): string {
  return (
    (error instanceof PostError && goneWords[error.code ?? '']) || 'Nobody can reply to the first thread'
  );
}
