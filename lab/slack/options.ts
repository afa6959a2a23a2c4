import { randomBytes } from 'node:crypto';
import type { HttpDelivery } from './http-delivery.ts';
import { newId } from './ids.ts';
import type { Channel, User, UserGroup } from './model.ts';
import type { Switch } from './switches.ts';

/** What Slack grants when the app asks for no more than it needs to check a service and report. */
export const LEAST_SCOPES = ['commands', 'chat:write', 'files:write', 'app_mentions:read'] as const;

interface ChannelOptions {
  readonly id?: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly isDm?: boolean;
  /** Names of users; everybody when left out. */
  readonly members?: readonly string[];
  /** Whether the bot has been invited; true when left out, never in a DM. */
  readonly bot?: boolean;
}

interface UserOptions {
  readonly id?: string;
  readonly name: string;
  readonly realName?: string;
  /** Another app, such as one that posts alerts. */
  readonly isBot?: boolean;
}

interface UserGroupOptions {
  readonly id?: string;
  readonly handle: string;
  readonly name?: string;
  readonly users: readonly string[];
}

export interface WorkspaceOptions {
  /** Port on 127.0.0.1; 0 or left out for a free one. */
  readonly port?: number;
  readonly team?: { readonly id?: string; readonly name?: string; readonly domain?: string };
  readonly users?: readonly UserOptions[];
  readonly channels?: readonly ChannelOptions[];
  /** `users` are names. */
  readonly userGroups?: readonly UserGroupOptions[];
  readonly bot?: { readonly name?: string; readonly realName?: string; readonly scopes?: readonly string[] };
  /** Slash commands that the app has registered. */
  readonly commands?: readonly string[];
  /** Shortcuts that the app has registered. */
  readonly shortcuts?: readonly Shortcut[];
  readonly limits?: Partial<Limits>;
  /** What the page offers to switch outside the workspace. */
  readonly switches?: readonly Switch[];
  /** Where the app is reached instead of over Socket Mode. */
  readonly http?: HttpDelivery;
}

/** In the menu of every message, or in search and message box. */
export interface Shortcut {
  readonly type: 'message' | 'global';
  readonly name: string;
  readonly callbackId: string;
}

interface Limits {
  /** Sustained `chat.postMessage` a second in one channel, and how many may come at once. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** Tier 3 of Slack's rate limits, for `chat.update`. */
  readonly updatesPerMinute: number;
  readonly ackTimeoutMs: number;
  readonly triggerLifeMs: number;
  readonly responseUrlUses: number;
  readonly responseUrlLifeMs: number;
  /** How long Slack "processes" a completed upload before it is shared and can be used in a block. */
  readonly fileProcessingMs: number;
  readonly maxSockets: number;
}

const DEFAULT_LIMITS: Limits = {
  messagesPerSecond: 1,
  messageBurst: 5,
  updatesPerMinute: 50,
  ackTimeoutMs: 3000,
  triggerLifeMs: 3000,
  responseUrlUses: 5,
  responseUrlLifeMs: 30 * 60 * 1000,
  fileProcessingMs: 50,
  maxSockets: 10,
};

/** The workspace as it starts, every default filled in and every name resolved to an id. */
export interface Setup {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
  readonly userGroups: readonly UserGroup[];
  readonly bot: {
    readonly userId: string;
    readonly botId: string;
    readonly appId: string;
    readonly name: string;
    readonly scopes: readonly string[];
  };
  readonly commands: readonly string[];
  readonly shortcuts: readonly Shortcut[];
  readonly botToken: string;
  readonly appToken: string;
  readonly limits: Limits;
  readonly switches: readonly Switch[];
  readonly http: HttpDelivery | undefined;
}

export function setup(options: WorkspaceOptions): Setup {
  const people = (options.users ?? DEFAULT_USERS).map(person);
  const bot = {
    userId: newId('U'),
    botId: newId('B'),
    appId: newId('A'),
    name: options.bot?.name ?? 'leakcheck',
    scopes: options.bot?.scopes ?? LEAST_SCOPES,
  };
  const botUser = {
    id: bot.userId,
    name: bot.name,
    realName: options.bot?.realName ?? bot.name,
    isBot: true,
  };
  const secret = randomBytes(12).toString('hex');
  return {
    team: { id: newId('T'), name: 'Workspace', domain: 'workspace', ...options.team },
    users: [...people, botUser, SLACKBOT],
    channels: (options.channels ?? DEFAULT_CHANNELS).map((channel) => channelOf(channel, people, bot.userId)),
    userGroups: (options.userGroups ?? DEFAULT_GROUPS).map((group) => ({
      id: group.id ?? newId('S'),
      handle: group.handle,
      name: group.name ?? group.handle,
      users: group.users.map((name) => idOf(people, name)),
    })),
    bot,
    commands: options.commands ?? ['/leakcheck'],
    shortcuts: options.shortcuts ?? DEFAULT_SHORTCUTS,
    botToken: `xoxb-lab-${secret}`,
    appToken: `xapp-lab-${secret}`,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    switches: options.switches ?? [],
    http: options.http,
  };
}

/** Speaks to one person at a time when a command fails or a mention reaches nobody. */
export const SLACKBOT: User = { id: 'USLACKBOT', name: 'slackbot', realName: 'Slackbot', isBot: true };

/** As the manifest registers them. */
const DEFAULT_SHORTCUTS: readonly Shortcut[] = [
  { type: 'message', name: 'Check for leaks', callbackId: 'leakcheck.check_message' },
  { type: 'global', name: 'Check a service', callbackId: 'leakcheck.check_anywhere' },
];

const DEFAULT_USERS: readonly UserOptions[] = [
  { name: 'ann', realName: 'Ann Berg' },
  { name: 'bea', realName: 'Bea Costa' },
  { name: 'cleo', realName: 'Cleo Diaz' },
];

const DEFAULT_CHANNELS: readonly ChannelOptions[] = [
  { name: 'payments-oncall' },
  { name: 'orders' },
  { name: 'catalog' },
  { name: 'platform-core', isPrivate: true },
  { name: 'random', bot: false },
];

const DEFAULT_GROUPS: readonly UserGroupOptions[] = [
  { handle: 'payments-team', name: 'Payments team', users: ['ann', 'bea'] },
];

function person(user: UserOptions): User {
  return {
    id: user.id ?? newId('U'),
    name: user.name,
    realName: user.realName ?? user.name,
    isBot: user.isBot ?? false,
  };
}

function channelOf(options: ChannelOptions, people: readonly User[], botUserId: string): Channel {
  const names = options.members ?? people.map((user) => user.name);
  const members = names.map((name) => idOf(people, name));
  const isDm = options.isDm ?? false;
  const hasBot = options.bot ?? !isDm;
  return {
    id: options.id ?? newId(isDm ? 'D' : 'C'),
    name: options.name,
    isPrivate: options.isPrivate ?? isDm,
    isArchived: options.isArchived ?? false,
    isDm,
    members: hasBot ? [...members, botUserId] : members,
  };
}

function idOf(people: readonly User[], name: string): string {
  const user = people.find((candidate) => candidate.name === name);
  if (user === undefined)
    throw new Error(`No user named "${name}"; users: ${people.map((u) => u.name).join(', ')}`);
  return user.id;
}
