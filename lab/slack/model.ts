/** What a workspace holds. Ids are Slack's: U… users, B… bots, C… channels, S… user groups, F… files, V… views. */
export type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };

/** A checked block as it is stored: always with an id. */
export type Block = { readonly [key: string]: Json } & { readonly type: string; readonly block_id: string };

export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly isBot: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  /** A conversation of two people, which an app is never in. */
  readonly isDm: boolean;
  readonly members: readonly string[];
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly threadTs?: string;
  readonly editedTs?: string;
  readonly metadata?: Json;
  /** File ids. */
  readonly files: readonly string[];
  /** Set on an ephemeral message: the only user who sees it. Never part of the history. */
  readonly ephemeralTo?: string;
  /** What other apps attach in Slack's older form. */
  readonly attachments?: readonly { readonly [key: string]: Json }[];
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly clientMsgId?: string;
}

export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly bytes: Buffer;
  readonly altText?: string;
  readonly user: string;
  readonly createdMs: number;
  /** Uploaded files become usable in an image block only once Slack has processed them. */
  readonly state: 'reserved' | 'uploaded' | 'processing' | 'ready';
  readonly expectedLength: number;
  readonly shares: readonly { readonly channel: string; readonly ts: string }[];
}

export interface View {
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly rootId: string;
  readonly previousId?: string;
  /** The payload that the app sent, with block and action ids filled in. */
  readonly content: { readonly [key: string]: Json } & { readonly blocks: readonly Block[] };
}
