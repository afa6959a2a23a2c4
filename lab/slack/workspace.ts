import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faults } from './faults.ts';
import { isLocal, sendJson, sendText } from './http.ts';
import { channelNamed, userNamed } from './interaction/actor.ts';
import { eventPayload } from './interaction/app-event.ts';
import { type ClickInput, click } from './interaction/click.ts';
import { type CommandInput, type CommandResult, runCommand } from './interaction/command.ts';
import { type OpenHomeInput, openHome } from './interaction/home.ts';
import { type IntegrationInput, postAlert } from './interaction/integration.ts';
import {
  type ClickInViewInput,
  clickInView,
  closeView,
  type SubmitInput,
  type SubmitResult,
  submitView,
} from './interaction/modal.ts';
import { archive, invite, removeBot, type Said, type SayInput, say } from './interaction/say.ts';
import { type MessageShortcutInput, useGlobalShortcut, useMessageShortcut } from './interaction/shortcut.ts';
import type { Channel, Json, Message, SlackFile, User, UserGroup, View } from './model.ts';
import { setup, type WorkspaceOptions } from './options.ts';
import { type PageHandler, pageServer } from './page-server.ts';
import { type Delivery, type DisconnectReason, type Envelope, SocketMode } from './socket-mode.ts';
import { messageAsText, threadAsText, viewAsText } from './thread-text.ts';
import { type Found, type WaitOptions, waitFor } from './wait-for.ts';
import { handleApi, handleResponseUrl, handleUpload } from './web-api/handle.ts';
import type { Methods } from './web-api/method.ts';
import { methods } from './web-api/methods.ts';
import { repliesTo } from './wire.ts';
import { type ApiCall, type World, world } from './world.ts';

export type { WorkspaceOptions } from './options.ts';

/** A local Slack workspace. Users and channels are named by id or by name. */
export interface Workspace {
  /** The page, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** For the WebClient's `slackApiUrl`; ends in `/api/`. */
  readonly apiUrl: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly botToken: string;
  readonly appToken: string;
  readonly faults: Faults;

  /** What people do. Each resolves when the app has acknowledged, or Slack has given up. */
  runCommand(input: CommandInput): Promise<CommandResult>;
  say(input: SayInput): Promise<Said>;
  /** `say` with the bot's name in front. */
  mention(input: SayInput): Promise<Said>;
  click(input: ClickInput): Promise<Delivery>;
  clickInView(input: ClickInViewInput): Promise<Delivery>;
  submitView(input: SubmitInput): Promise<SubmitResult>;
  closeView(input: { readonly user: string; readonly viewId: string }): Promise<Delivery | undefined>;
  /** Opens the app's Home tab (or the other one). */
  openHome(input: OpenHomeInput): Promise<Delivery>;
  /** Picks a shortcut from a message's menu. */
  useMessageShortcut(input: MessageShortcutInput): Promise<Delivery>;
  useGlobalShortcut(input: { readonly user: string; readonly callbackId: string }): Promise<Delivery>;
  /** Another app posts, an alert say. */
  postAlert(input: IntegrationInput): Message;
  /** Slack tells the app of something; `authorized` false where the app's token is gone by then. */
  sendEvent(event: { readonly [key: string]: Json }, authorized?: boolean): Promise<Delivery>;
  /** Switches something outside, as the page offers it (`switches`); resolves when that is done. */
  setSwitch(name: string, isOn: boolean): Promise<void>;
  invite(channel: string, by?: string): void;
  removeBot(channel: string): void;
  archive(channel: string): void;
  /** Somebody deletes a message of the bot: an administrator, say. */
  deleteMessage(channel: string, ts: string): void;

  user(name: string): User;
  channel(name: string): Channel;
  userGroups(): UserGroup[];
  /** Root messages of a channel that everyone sees, oldest first. */
  messages(channel: string): Message[];
  replies(channel: string, ts: string): Message[];
  /** Ephemeral messages in a channel, of one person or of all. */
  ephemerals(channel: string, user?: string): Message[];
  file(id: string): SlackFile | undefined;
  /** Modals open before a person, lowest first. */
  modals(user: string): View[];
  home(user: string): View | undefined;
  /** Web API calls as answered, with uploads (`upload`) and response_url posts; all, or of one method. */
  calls(method?: string): ApiCall[];
  /** Every envelope sent, with the time to its ack. */
  envelopes(): readonly Envelope[];
  connected(): number;
  refresh(reason?: DisconnectReason): void;
  threadAsText(channel: string, ts: string): string;
  messageAsText(message: Message): string;
  /** A modal or Home as a person reads it. */
  viewAsText(view: View): string;
  /** Looks again at every change until it finds something; rejects after 10 s when no other time is given. */
  waitFor<T>(look: (workspace: Workspace) => T, options?: WaitOptions): Promise<Found<T>>;
  close(): Promise<void>;
}

/** Starts a workspace on 127.0.0.1. The caller closes it. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const server = createServer();
  const state = world(setup(options), () => urlOf(server));
  const sockets = new SocketMode(state);
  const page = pageServer(state, sockets);
  const allMethods = { ...methods, ...sockets.methods };
  server.on('request', (request, response) => {
    route(state, allMethods, page, request, response).catch((error: unknown) => {
      if (!response.headersSent)
        sendJson(response, 500, { ok: false, error: 'fatal_error', cause: String(error) });
      else response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  await listening(server, options.port ?? 0);
  return workspaceOf(state, sockets, server);
}

async function route(
  state: World,
  allMethods: Methods,
  page: PageHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLocal(request)) return sendText(response, 403, 'this workspace answers this machine only');
  const url = new URL(request.url ?? '/', state.baseUrl());
  if (url.pathname.startsWith('/api/')) return handleApi(state, allMethods, request, response, url);
  if (url.pathname.startsWith('/upload/v1/')) return handleUpload(state, request, response, url);
  if (url.pathname.startsWith('/response/')) return handleResponseUrl(state, request, response, url);
  return page(request, response, url);
}

function workspaceOf(state: World, sockets: SocketMode, server: Server): Workspace {
  const url = urlOf(server);
  const { store } = state;
  const idOf = (name: string) => channelNamed(state, name).id;
  const workspace: Workspace = {
    url,
    apiUrl: `${url}/api/`,
    team: state.setup.team,
    botToken: state.setup.botToken,
    appToken: state.setup.appToken,
    faults: state.faults,
    runCommand: (input) => runCommand(state, sockets, input),
    say: (input) => say(state, sockets, input),
    mention: (input) => say(state, sockets, { ...input, text: `@${state.setup.bot.name} ${input.text}` }),
    click: (input) => click(state, sockets, input),
    clickInView: (input) => clickInView(state, sockets, input),
    submitView: (input) => submitView(state, sockets, input),
    closeView: (input) => closeView(state, sockets, input),
    openHome: (input) => openHome(state, sockets, input),
    useMessageShortcut: (input) => useMessageShortcut(state, sockets, input),
    useGlobalShortcut: (input) => useGlobalShortcut(state, sockets, input),
    postAlert: (input) => postAlert(state, input),
    sendEvent: (event, authorized) => sockets.deliver('events_api', eventPayload(state, event, authorized)),
    setSwitch: (name, isOn) => state.switches.set(name, isOn),
    invite: (channel, by = firstPerson(state)) => invite(state, by, channel),
    removeBot: (channel) => removeBot(state, channel),
    archive: (channel) => archive(state, channel),
    deleteMessage: (channel, ts) => store.deleteMessage(idOf(channel), ts),
    user: (name) => userNamed(state, name),
    channel: (name) => channelNamed(state, name),
    userGroups: () => store.groups(),
    messages: (channel) =>
      store
        .messages(idOf(channel))
        .filter((message) => message.threadTs === undefined && message.ephemeralTo === undefined),
    replies: (channel, ts) => repliesTo(state, idOf(channel), ts),
    ephemerals: (channel, user) => ephemerals(state, idOf(channel), user),
    file: (id) => store.file(id),
    modals: (user) =>
      store.views().filter((view) => view.type === 'modal' && view.user === userNamed(state, user).id),
    home: (user) =>
      store.views().find((view) => view.type === 'home' && view.user === userNamed(state, user).id),
    calls: (method) => state.calls.filter((call) => method === undefined || call.method === method),
    envelopes: () => sockets.envelopes,
    connected: () => sockets.connected(),
    refresh: (reason = 'refresh_requested') => sockets.refresh(reason),
    threadAsText: (channel, ts) => threadAsText(state, idOf(channel), ts),
    messageAsText: (message) => messageAsText(state, message),
    viewAsText: (view) => viewAsText(state, view),
    waitFor: (look, options) => waitFor(state, () => look(workspace), options),
    close: () => closeAll(sockets, server),
  };
  return workspace;
}

function ephemerals(state: World, channel: string, user: string | undefined): Message[] {
  const to = user === undefined ? undefined : userNamed(state, user).id;
  return state.store
    .messages(channel)
    .filter(
      (message) => message.ephemeralTo !== undefined && (to === undefined || message.ephemeralTo === to),
    );
}

function firstPerson(state: World): string {
  const person = state.store.users().find((user) => !user.isBot);
  if (person === undefined) throw new Error('a workspace needs at least one person');
  return person.id;
}

function urlOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closeAll(sockets: SocketMode, server: Server): Promise<void> {
  await sockets.close();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
