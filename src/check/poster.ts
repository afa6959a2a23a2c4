/** A message as Slack takes it: `text` is what phones notify from. Blocks are Block Kit JSON. */
export type Message = { readonly text: string; readonly blocks: readonly unknown[] };

export type PostTarget = { readonly channel: string; readonly threadTs: string | undefined };

export type UploadFile = {
  readonly name: string;
  readonly title: string;
  /** Alternative text of an image; undefined for other files. */
  readonly altText: string | undefined;
  readonly bytes: Uint8Array;
};

/** Slack, as the use cases need it. Every call is tried once: whoever calls decides about another try. Throws a PostError. */
export type Poster = {
  /** `mark` goes into the message's metadata, so that `find` can tell whether a lost answer hid a success. */
  post(post: {
    readonly to: PostTarget;
    readonly message: Message;
    readonly mark: string;
  }): Promise<{ readonly ts: string }>;
  /** The `ts` of the message with this mark; `none` when it is not there, `unknown` when the token may not look (no history scope). */
  find(search: {
    readonly to: PostTarget;
    readonly mark: string;
    readonly sinceMs: number;
  }): Promise<{ readonly ts: string } | 'none' | 'unknown'>;
  update(edit: { readonly channel: string; readonly ts: string; readonly message: Message }): Promise<void>;
  delete(message: { readonly channel: string; readonly ts: string }): Promise<void>;
  /** Visible to one person only. */
  postEphemeral(post: {
    readonly to: PostTarget;
    readonly user: string;
    readonly message: Message;
  }): Promise<void>;
  /** Sends the bytes; nothing is visible yet. Answers the file ids, in order. */
  upload(files: readonly UploadFile[]): Promise<readonly string[]>;
  /**
   * Makes uploaded files visible in the thread, as one message with the comment; without a target they wait for a message that shows
   * them in an image block. Completing the same ids twice is not an error.
   */
  share(share: {
    readonly to: PostTarget | undefined;
    readonly files: readonly { readonly id: string; readonly title: string }[];
    readonly comment: string | undefined;
  }): Promise<void>;
  permalink(message: { readonly channel: string; readonly ts: string }): Promise<string | undefined>;
};

/**
 * Why Slack did not do it. `lost`: no answer, or a 5xx: it may have happened. `limited`: it has not happened, try after
 * `retryAfterMs`. `refused`: Slack said no, with its error code, and will say so again. `unreachable`: never got there.
 */
export type PostErrorKind = 'lost' | 'limited' | 'refused' | 'unreachable';

export class PostError extends Error {
  override readonly name = 'PostError';
  readonly kind: PostErrorKind;
  /** Slack's error code, e.g. `not_in_channel`; undefined unless refused. */
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(failure: {
    kind: PostErrorKind;
    message: string;
    code?: string;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.kind = failure.kind;
    this.code = failure.code;
    this.retryAfterMs = failure.retryAfterMs;
  }
}
