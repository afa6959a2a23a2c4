/** What the page knows, as the workspace told it; `listeners` hear of every change. */
const listeners = new Set();

export const state = {
  me: '',
  team: { name: '' },
  bot: { userId: '', name: '' },
  commands: [],
  shortcuts: [],
  connected: 0,
  switches: [],
  users: [],
  groups: [],
  channels: new Map(),
  messages: new Map(),
  views: new Map(),
  unread: new Map(),
  current: { channel: undefined, thread: undefined, isHome: false },

  user: (id) => state.users.find((user) => user.id === id),
  group: (id) => state.groups.find((group) => group.id === id),
  channel: (id) => state.channels.get(id),
  message: (channel, ts) => state.messages.get(`${channel}/${ts}`),
  inChannel: (channel) => sorted((message) => message.channel === channel),
  roots: (channel) => sorted((message) => message.channel === channel && message.threadTs === undefined),
  replies: (channel, ts) => sorted((message) => message.channel === channel && message.threadTs === ts),
};

export function subscribe(listener) {
  listeners.add(listener);
}

function tell(change) {
  for (const listener of listeners) listener(change);
}

/** Loads everything as one person sees it, then follows the changes; loads again when the stream was broken. */
export async function follow(user) {
  let source;
  const load = async () => {
    const response = await fetch(`/lab/state?user=${encodeURIComponent(user ?? '')}`);
    const loaded = await response.json();
    Object.assign(state, loaded, {
      channels: new Map(loaded.channels.map((channel) => [channel.id, channel])),
      messages: new Map(loaded.messages.map((message) => [`${message.channel}/${message.ts}`, message])),
      views: new Map(loaded.views.map((view) => [view.id, view])),
    });
    tell({ kind: 'all' });
  };
  await load();
  source = new EventSource(`/lab/events?user=${encodeURIComponent(state.me)}`);
  let wasBroken = false;
  source.addEventListener('error', () => {
    wasBroken = true;
    state.connected = 0;
    tell({ kind: 'sockets' });
  });
  source.addEventListener('open', () => {
    if (wasBroken) void load();
    wasBroken = false;
  });
  source.addEventListener('message', (event) => apply(JSON.parse(event.data)));
  return () => source.close();
}

function apply(change) {
  if (change.kind === 'message') {
    const key = `${change.message.channel}/${change.message.ts}`;
    change.isNew = !state.messages.has(key);
    state.messages.set(key, change.message);
    if (change.isNew && change.message.channel !== state.current.channel) {
      state.unread.set(change.message.channel, (state.unread.get(change.message.channel) ?? 0) + 1);
    }
  }
  if (change.kind === 'deleted') state.messages.delete(`${change.channel}/${change.ts}`);
  if (change.kind === 'channel') state.channels.set(change.channel.id, change.channel);
  if (change.kind === 'view') state.views.set(change.view.id, change.view);
  if (change.kind === 'view_closed') state.views.delete(change.id);
  if (change.kind === 'switches') state.switches = change.switches;
  if (change.kind === 'sockets') state.connected = change.connected;
  tell(change);
}

function sorted(wanted) {
  return [...state.messages.values()].filter(wanted).sort((a, b) => (a.ts < b.ts ? -1 : 1));
}
