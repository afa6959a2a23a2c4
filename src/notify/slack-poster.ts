import type { WebClient } from '@slack/web-api';
import type { Poster } from '../check/poster.ts';
import { notificationText } from '../report/thread/notification-text.ts';
import { findMarked, markMetadata } from './find-marked.ts';
import { translateSlackError } from './translate-slack-error.ts';
import { uploadFiles } from './upload-files.ts';

/** Slack's Web API behind the Poster port. Every call is tried once; every failure is a PostError. */
export function createSlackPoster(deps: {
  readonly client: WebClient;
  /** Sends file bytes to the address that Slack names; global fetch when undefined. */
  readonly uploadFetch?: typeof fetch | undefined;
}): Poster {
  const { client } = deps;
  return {
    post: ({ to, message, mark }) =>
      translated(async () => {
        const sent = await client.chat.postMessage({
          ...addressOf(to),
          ...contentOf(message),
          metadata: markMetadata(mark),
          unfurl_links: false,
          unfurl_media: false,
        });
        return { ts: requireText(sent.ts, 'ts') };
      }),
    find: (search) => translated(() => findMarked(client, search)),
    update: ({ channel, ts, message }) =>
      translated(async () => {
        await client.chat.update({ channel, ts, ...contentOf(message) });
      }),
    delete: (message) =>
      translated(async () => {
        await client.chat.delete(message);
      }),
    postEphemeral: ({ to, user, message }) =>
      translated(async () => {
        await client.chat.postEphemeral({ ...addressOf(to), user, ...contentOf(message) });
      }),
    upload: (files) => translated(() => uploadFiles({ client, fetch: deps.uploadFetch ?? fetch }, files)),
    share: (share) => translated(() => shareFiles(client, share)),
    permalink: ({ channel, ts }) =>
      translated(async () => (await client.chat.getPermalink({ channel, message_ts: ts })).permalink),
  };
}

async function shareFiles(client: WebClient, share: Parameters<Poster['share']>[0]): Promise<void> {
  const [first, ...rest] = share.files.map(({ id, title }) => ({ id, title }));
  if (first === undefined) {
    return;
  }
  if (share.to === undefined) {
    await client.files.completeUploadExternal({ files: [first, ...rest] });
    return;
  }
  const { channel, threadTs } = share.to;
  const comment = share.comment === undefined ? {} : { initial_comment: share.comment };
  // Two calls, as the library's types tell a thread from a channel.
  await (threadTs === undefined
    ? client.files.completeUploadExternal({ files: [first, ...rest], channel_id: channel, ...comment })
    : client.files.completeUploadExternal({
        files: [first, ...rest],
        channel_id: channel,
        thread_ts: threadTs,
        ...comment,
      }));
}

function addressOf(to: { readonly channel: string; readonly threadTs: string | undefined }) {
  return to.threadTs === undefined
    ? { channel: to.channel }
    : { channel: to.channel, thread_ts: to.threadTs };
}

/** Blocks leave as the JSON that they are: the pure core writes them, Slack checks them. */
function contentOf(message: { readonly text: string; readonly blocks: readonly unknown[] }) {
  const blocks = message.blocks as { readonly type: string }[];
  // Where there are no blocks the text is the message.
  return { text: blocks.length > 0 ? notificationText(message.text) : message.text, blocks };
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateSlackError(error);
  }
}

/** An answer without what it must hold says nothing about what happened. */
function requireText(value: string | undefined, name: string): string {
  if (value === undefined || value === '') {
    throw new Error(`Slack's answer has no ${name}.`);
  }
  return value;
}
