/**
 * The workspace's state. Own code and not the `emulate` package, which was tried first: its built-in Slack service shows
 * its state only through the Web API (ephemeral messages can be written but never read, views neither read nor closed),
 * shares uploads at once where Slack does it later, returns metadata whether asked or not, truncates where Slack refuses,
 * lets an app post to public channels that it is not in, and has no `response_url`. Everything that the page and the tests
 * look at would have been kept a second time here. It serves as a second opinion instead:
 * test/integration/workspace-conformance.test.ts sends the same calls to both and compares the answers.
 */
import type { Channel, Message, SlackFile, User, UserGroup, View } from './model.ts';
import type { Setup } from './options.ts';

export type Change =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'deleted'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'channel'; readonly channel: Channel }
  | { readonly kind: 'file'; readonly file: SlackFile }
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'view_closed'; readonly view: View }
  | { readonly kind: 'sockets' }
  | { readonly kind: 'switches' }
  | { readonly kind: 'call' };

/** Holds everything in memory; every write is told to the subscribers (the page's event stream, waiting tests). */
export class Store {
  readonly #users = new Map<string, User>();
  readonly #channels = new Map<string, Channel>();
  readonly #groups = new Map<string, UserGroup>();
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #files = new Map<string, SlackFile>();
  readonly #views = new Map<string, View>();
  readonly #subscribers = new Set<(change: Change) => void>();

  constructor(setup: Pick<Setup, 'users' | 'channels' | 'userGroups'>) {
    for (const user of setup.users) this.#users.set(user.id, user);
    for (const channel of setup.channels) this.#channels.set(channel.id, channel);
    for (const group of setup.userGroups) this.#groups.set(group.id, group);
  }

  /** Returns the function that ends the subscription. */
  subscribe(subscriber: (change: Change) => void): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  tell(change: Change): void {
    for (const subscriber of [...this.#subscribers]) subscriber(change);
  }

  users(): User[] {
    return [...this.#users.values()];
  }

  user(id: string): User | undefined {
    return this.#users.get(id);
  }

  channels(): Channel[] {
    return [...this.#channels.values()];
  }

  channel(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  putChannel(channel: Channel): void {
    this.#channels.set(channel.id, channel);
    this.tell({ kind: 'channel', channel });
  }

  groups(): UserGroup[] {
    return [...this.#groups.values()];
  }

  /** Every message of a channel, replies and ephemeral ones included, oldest first. */
  messages(channel: string): Message[] {
    return [...(this.#messages.get(channel)?.values() ?? [])];
  }

  message(channel: string, ts: string): Message | undefined {
    return this.#messages.get(channel)?.get(ts);
  }

  putMessage(message: Message): void {
    const inChannel = this.#messages.get(message.channel) ?? new Map<string, Message>();
    inChannel.set(message.ts, message);
    this.#messages.set(message.channel, inChannel);
    this.tell({ kind: 'message', message });
  }

  deleteMessage(channel: string, ts: string): void {
    this.#messages.get(channel)?.delete(ts);
    this.tell({ kind: 'deleted', channel, ts });
  }

  files(): SlackFile[] {
    return [...this.#files.values()];
  }

  file(id: string): SlackFile | undefined {
    return this.#files.get(id);
  }

  putFile(file: SlackFile): void {
    this.#files.set(file.id, file);
    this.tell({ kind: 'file', file });
  }

  views(): View[] {
    return [...this.#views.values()];
  }

  view(id: string): View | undefined {
    return this.#views.get(id);
  }

  putView(view: View): void {
    this.#views.set(view.id, view);
    this.tell({ kind: 'view', view });
  }

  closeView(view: View): void {
    this.#views.delete(view.id);
    this.tell({ kind: 'view_closed', view });
  }
}
