import { z } from 'zod';
import { type Args, jsonArg, requiredText, textArg } from '../args.ts';
import { checkedBlocks, checkedText } from '../content.ts';
import { newId } from '../ids.ts';
import type { Block, Channel, SlackFile } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import { extension, fileJson } from '../wire.ts';
import type { World } from '../world.ts';
import { threadRoot } from './chat.ts';
import { writableChannel } from './conversation.ts';
import type { Methods } from './method.ts';

export const fileMethods: Methods = {
  'files.getUploadURLExternal': { scope: 'files:write', run: reserve },
  'files.completeUploadExternal': { scope: 'files:write', run: complete },
  'files.info': { scope: 'files:read', run: info },
};

/** Slack's reference: files up to 1 GB; the lab keeps them in memory and stops sooner. */
const MAX_FILE_BYTES = 200 * 1024 * 1024;
const MAX_ALT_TEXT = 1000;

const CompleteFiles = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

function reserve(world: World, args: Args) {
  const name = requiredText(args, 'filename');
  const length = Number(requiredText(args, 'length'));
  const altText = textArg(args, 'alt_text') ?? textArg(args, 'alt_txt');
  if (!Number.isInteger(length) || length <= 0 || length > MAX_FILE_BYTES) invalid('length');
  if (altText !== undefined && altText.length > MAX_ALT_TEXT) invalid('alt_text');
  const id = newId('F');
  world.store.putFile({
    id,
    name,
    title: name,
    mimetype: MIMETYPES[extension(name)] ?? 'application/octet-stream',
    bytes: Buffer.alloc(0),
    ...(altText === undefined ? {} : { altText }),
    user: world.setup.bot.userId,
    createdMs: world.nowMs(),
    state: 'reserved',
    expectedLength: length,
    shares: [],
  });
  return { upload_url: `${world.baseUrl()}/upload/v1/${id}`, file_id: id };
}

/** Takes the bytes of a reserved upload. Returns what Slack's upload server would say: a status and a text. */
export function receiveUpload(world: World, id: string, bytes: Buffer): { status: number; text: string } {
  const file = world.store.file(id);
  if (file === undefined || file.state !== 'reserved') return { status: 404, text: 'file_not_found' };
  if (bytes.length !== file.expectedLength) {
    return { status: 400, text: `expected ${file.expectedLength} bytes, got ${bytes.length}` };
  }
  world.store.putFile({ ...file, bytes, state: 'uploaded' });
  return { status: 200, text: `OK - ${bytes.length}` };
}

function complete(world: World, args: Args) {
  const listed = CompleteFiles.safeParse(jsonArg(args, 'files', 'invalid_arguments'));
  if (!listed.success) return invalid('files');
  const files = listed.data.map(({ id, title }) => {
    const file = world.store.file(id);
    if (file?.state !== 'uploaded') throw new SlackFailure('file_not_found');
    return { ...file, title: title ?? file.title, state: 'processing' as const };
  });
  const target = shareTarget(world, args, files);
  for (const file of files) world.store.putFile(file);
  // Slack answers at once and shares the files when it has processed them.
  setTimeout(() => finish(world, files, target), world.setup.limits.fileProcessingMs).unref();
  return { files: files.map((file) => ({ id: file.id, title: file.title })) };
}

interface ShareTarget {
  readonly channel: Channel;
  readonly threadTs?: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

function shareTarget(world: World, args: Args, files: readonly SlackFile[]): ShareTarget | undefined {
  const wanted = textArg(args, 'channel_id') ?? textArg(args, 'channels');
  if (wanted === undefined || wanted === '' || files.length === 0) return undefined;
  const channel = writableChannel(world, { channel: wanted });
  const threadTs = threadRoot(world, channel, textArg(args, 'thread_ts'));
  const text = checkedText(args, 'initial_comment');
  return {
    channel,
    ...(threadTs === undefined ? {} : { threadTs }),
    text: text ?? '',
    // Slack ignores blocks beside a comment.
    blocks: text === undefined ? (checkedBlocks(world, args) ?? []) : [],
  };
}

function finish(world: World, files: readonly SlackFile[], target: ShareTarget | undefined): void {
  const ts = world.nextTs();
  const shares = target === undefined ? [] : [{ channel: target.channel.id, ts }];
  for (const file of files) world.store.putFile({ ...file, state: 'ready', shares });
  if (target === undefined) return;
  world.store.putMessage({
    ts,
    channel: target.channel.id,
    user: world.setup.bot.userId,
    text: target.text,
    blocks: target.blocks,
    files: files.map((file) => file.id),
    ...(target.threadTs === undefined ? {} : { threadTs: target.threadTs }),
  });
}

function info(world: World, args: Args) {
  const file = world.store.file(requiredText(args, 'file'));
  if (file === undefined || file.state === 'reserved' || file.state === 'uploaded') {
    throw new SlackFailure('file_not_found');
  }
  return { file: fileJson(world, file), comments: [], response_metadata: { next_cursor: '' } };
}

function invalid(field: string): never {
  throw new SlackFailure('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] invalid value [json-pointer:/${field}]`] },
  });
}

const MIMETYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  txt: 'text/plain',
  md: 'text/markdown',
  json: 'application/json',
  gz: 'application/gzip',
};
