import { randomBytes } from 'node:crypto';
import { type Args, flagArg, jsonArg, textArg } from './args.ts';
import { checkedBlocks, checkedMetadata, checkedText } from './content.ts';
import type { Message } from './model.ts';
import { SlackFailure } from './slack-failure.ts';
import type { World } from './world.ts';

/** Where a response goes: to the person who acted, in that channel, and perhaps in place of the message acted upon. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  readonly originalTs?: string;
}

export interface ResponseUrls {
  /** The secret part of a new address. */
  issue(target: ResponseTarget): string;
  /** Counts a use; throws SlackFailure `used_url` or `expired_url`. */
  use(token: string): ResponseTarget;
}

export function responseUrls(nowMs: () => number, uses: number, lifeMs: number): ResponseUrls {
  const issued = new Map<string, { readonly target: ResponseTarget; readonly atMs: number; left: number }>();
  return {
    issue: (target) => {
      const token = randomBytes(18).toString('base64url');
      issued.set(token, { target, atMs: nowMs(), left: uses });
      return token;
    },
    use: (token) => {
      const url = issued.get(token);
      if (url === undefined || nowMs() - url.atMs > lifeMs) throw new SlackFailure('expired_url');
      if (url.left === 0) throw new SlackFailure('used_url');
      url.left -= 1;
      return url.target;
    },
  };
}

/** What a POST to a response_url, or the payload of a slash command's ack, does. Throws SlackFailure. */
export function respond(world: World, target: ResponseTarget, args: Args): void {
  const original =
    target.originalTs === undefined ? undefined : world.store.message(target.channel, target.originalTs);
  if (flagArg(args, 'delete_original')) {
    if (original !== undefined) world.store.deleteMessage(original.channel, original.ts);
    return;
  }
  const text = checkedText(args, 'text');
  const blocks = checkedBlocks(world, args) ?? [];
  if ((text === undefined || text === '') && blocks.length === 0) throw new SlackFailure('no_text');
  if (flagArg(args, 'replace_original') && original !== undefined) {
    world.store.putMessage(replaced(world, original, text ?? '', blocks));
    return;
  }
  world.store.putMessage(fresh(world, target, args, text ?? '', blocks));
}

function replaced(world: World, original: Message, text: string, blocks: Message['blocks']): Message {
  // An ephemeral message that is replaced does not say that it was edited.
  const edited = original.ephemeralTo === undefined ? { editedTs: world.nextTs() } : {};
  return { ...original, text, blocks, ...edited };
}

function fresh(
  world: World,
  target: ResponseTarget,
  args: Args,
  text: string,
  blocks: Message['blocks'],
): Message {
  const threadTs = textArg(args, 'thread_ts');
  const metadata = checkedMetadata(args);
  return {
    ts: world.nextTs(),
    channel: target.channel,
    user: world.setup.bot.userId,
    text,
    blocks,
    files: [],
    ...(threadTs === undefined || threadTs === '' ? {} : { threadTs }),
    ...(args.response_type === 'in_channel' ? {} : { ephemeralTo: target.user }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** The body of a POST to a response_url: JSON, or a form with JSON in `payload`. */
export function responseArgs(args: Args): Args {
  const payload = jsonArg(args, 'payload', 'invalid_payload');
  return payload === undefined ? args : (payload as Args);
}
