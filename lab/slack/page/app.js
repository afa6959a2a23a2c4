import { act } from './api.js';
import { composer } from './composer.js';
import { byId, h, icon } from './dom.js';
import { drawHome, openHome } from './home.js';
import { avatar, messageNode } from './message.js';
import { showModals } from './modal.js';
import { follow, state, subscribe } from './state.js';
import { day } from './time.js';

/** What each node on screen was drawn from. */
const stamps = new WeakMap();
let unfollow = () => undefined;

subscribe((change) => {
  if (change.kind === 'all') drawAll();
  else if (change.kind === 'message') drawMessages(change);
  else if (change.kind === 'deleted') drawMessages();
  else if (change.kind === 'view' || change.kind === 'view_closed') drawViews();
  else drawSides();
  if (change.isNew) drawSides();
});

const boxes = {
  channel: composer(byId('composer'), {
    id: 'composer-channel',
    place: () => ({ channel: state.current.channel }),
    placeholder: 'Message',
  }),
  thread: composer(byId('thread-composer'), {
    id: 'composer-thread',
    place: () => ({ channel: state.current.channel, threadTs: state.current.thread }),
    placeholder: 'Reply…',
  }),
};
byId('thread-close').addEventListener('click', () => go(state.current.channel));
byId('actor').addEventListener('change', (event) => actAs(event.target.value));
addEventListener('hashchange', openHash);
addEventListener('keydown', (event) => {
  const isTyping = event.target.closest?.('textarea, input, select, dialog');
  if (event.key === 'Escape' && !isTyping && state.current.thread) go(state.current.channel);
});
setInterval(drawSummaries, 30_000);
await actAs(sessionStorage.getItem('actor') ?? undefined);

function drawViews() {
  showModals();
  drawHome();
}

async function actAs(user) {
  unfollow();
  unfollow = await follow(user);
  sessionStorage.setItem('actor', state.me);
}

function drawAll() {
  document.title = `${state.team.name} · leakcheck workspace`;
  byId('team').textContent = state.team.name;
  const people = state.users.filter((user) => !user.isBot);
  byId('actor').replaceChildren(
    ...people.map((user) =>
      h('option', { value: user.id, selected: user.id === state.me }, `${user.realName} (@${user.name})`),
    ),
  );
  byId('people').replaceChildren(
    ...people.map((user) =>
      h(
        'li',
        {},
        avatar(user, 'avatar tiny'),
        user.realName,
        user.id === state.me ? h('span', { class: 'you' }, 'you') : undefined,
      ),
    ),
  );
  openHash();
  showModals();
}

/** `#home` (the app's Home tab), `#C1`, `#C1/<ts>` (a message, with its thread if it has one) or `#C1/<thread ts>/<ts>`. */
function openHash() {
  const [channel, first, second] = decodeURIComponent(location.hash.slice(1)).split('/');
  if (channel === 'home') {
    state.current = { channel: undefined, thread: undefined, isHome: true };
    drawSides();
    drawPanes();
    openHome();
    return;
  }
  const known = state.channel(channel) ?? [...state.channels.values()][0];
  if (known === undefined) return;
  const message = first === undefined ? undefined : state.message(known.id, first);
  const thread = message?.threadTs ?? message?.ts;
  state.current = { channel: known.id, thread, isHome: false };
  drawHome();
  state.unread.delete(known.id);
  drawSides();
  drawPanes('jump');
  highlight(second ?? (message?.threadTs ? first : undefined));
}

function go(channel, thread) {
  const hash = thread === undefined ? `#${channel}` : `#${channel}/${thread}`;
  if (location.hash === hash) openHash();
  else location.hash = hash;
}

function openThread(message, why) {
  go(message.channel, message.ts);
  if (why === 'write') setTimeout(() => boxes.thread.focus(), 50);
}

function drawSides() {
  const isUp = state.connected > 0;
  byId('status').className = `status ${isUp ? 'up' : 'down'}`;
  byId('status').textContent = isUp ? `${state.bot.name} is connected` : `${state.bot.name} is not connected`;
  byId('apps').replaceChildren(
    h(
      'li',
      {},
      h(
        'a',
        { href: '#home', 'aria-current': state.current.isHome ? 'page' : undefined },
        h('img', { class: 'avatar tiny', src: 'icon.svg', alt: '' }),
        state.bot.name,
        h('span', { class: `presence ${isUp ? 'up' : ''}`, title: isUp ? 'connected' : 'not connected' }),
      ),
    ),
  );
  byId('switches-section').hidden = state.switches.length === 0;
  byId('switches').replaceChildren(...state.switches.map(switchItem));
  byId('channels').replaceChildren(...[...state.channels.values()].map(channelLink));
  if (state.current.isHome) {
    byId('channel-title').textContent = state.bot.name;
    byId('channel-note').textContent = 'Home';
  }
  const channel = state.channel(state.current.channel);
  if (channel === undefined) return;
  const hasBot = channel.members.includes(state.bot.userId);
  byId('channel-title').textContent = `${sign(channel)}${channel.name}`;
  byId('channel-note').textContent = [
    `${channel.members.length} members`,
    ...(hasBot ? [] : [`${state.bot.name} is not in this channel · /invite @${state.bot.name}`]),
    ...(channel.isArchived ? ['archived'] : []),
  ].join(' · ');
  boxes.channel.setPlaceholder(
    `Message ${sign(channel)}${channel.name} · try ${state.commands[0] ?? ''} help`,
  );
}

/** The lab's services are no part of Slack: what they run can be changed beside it. */
function switchItem({ name, isOn, isBusy, state: now, button }) {
  return h(
    'li',
    {},
    h('span', {}, `${name}: ${isBusy ? 'being deployed …' : now}`),
    h(
      'button',
      {
        class: 'button small',
        type: 'button',
        disabled: isBusy,
        'aria-label': `${button} (${name})`,
        onclick: () => act('switch', { name, isOn: !isOn }),
      },
      button,
    ),
  );
}

function channelLink(channel) {
  const unread = state.unread.get(channel.id) ?? 0;
  const isCurrent = channel.id === state.current.channel;
  return h(
    'li',
    {},
    h(
      'a',
      {
        href: `#${channel.id}`,
        class: unread > 0 ? 'unread' : '',
        'aria-current': isCurrent ? 'page' : undefined,
      },
      h('span', { class: 'sign', 'aria-hidden': true }, channel.isPrivate ? icon('lock') : sign(channel)),
      channel.name,
      unread > 0 && h('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread)),
    ),
  );
}

function sign(channel) {
  return channel.isDm || channel.isPrivate ? '' : '#';
}

function drawMessages(change) {
  if (change !== undefined && change.message.channel !== state.current.channel) return;
  drawPanes();
}

function drawPanes(why) {
  const { channel, thread } = state.current;
  if (channel === undefined) {
    byId('thread').hidden = true;
    document.body.classList.remove('with-thread');
    return;
  }
  const roots = state.roots(channel);
  fill(byId('messages'), withDays(roots), why);
  const root = thread === undefined ? undefined : state.message(channel, thread);
  byId('thread').hidden = root === undefined;
  document.body.classList.toggle('with-thread', root !== undefined);
  if (root === undefined) return;
  byId('thread-note').textContent = `${sign(state.channel(channel))}${state.channel(channel).name}`;
  const replies = state.replies(channel, thread);
  fill(byId('replies'), threadItems(root, replies), why);
}

function withDays(messages) {
  return messages.flatMap((message, index) => {
    const previous = messages[index - 1];
    const isNewDay = previous === undefined || day(previous.ts) !== day(message.ts);
    const item = {
      key: message.ts,
      stamp: stampOf(message, previous),
      build: () => messageNode(message, isNewDay ? undefined : previous, openThread),
    };
    const label = day(message.ts);
    const divider = {
      key: `day-${label}`,
      stamp: label,
      build: () => h('div', { class: 'day', role: 'separator' }, h('span', {}, label)),
    };
    return isNewDay ? [divider, item] : [item];
  });
}

function threadItems(root, replies) {
  const count = replies.filter((reply) => !reply.ephemeralTo).length;
  const label = `${count} ${count === 1 ? 'reply' : 'replies'}`;
  return [
    { key: root.ts, stamp: stampOf(root), build: () => messageNode(root) },
    { key: 'count', stamp: label, build: () => h('div', { class: 'reply-divider' }, h('span', {}, label)) },
    ...replies.map((reply, index) => ({
      key: reply.ts,
      stamp: stampOf(reply, replies[index - 1]),
      build: () => messageNode(reply, replies[index - 1]),
    })),
  ];
}

/** Changes whenever the drawn message would. */
function stampOf(message, previous) {
  const replies = state.replies(message.channel, message.ts);
  return JSON.stringify([message, previous?.ts, replies.length, replies.at(-1)?.ts, state.me]);
}

/** Redraws only what changed, so that what a person reads, types or holds focus on stays where it is. */
function fill(holder, items, why) {
  const isAtEnd = holder.scrollHeight - holder.scrollTop - holder.clientHeight < 60;
  const old = new Map([...holder.children].map((child) => [child.dataset.key, child]));
  const nodes = items.map((item) => {
    const kept = old.get(item.key);
    if (kept !== undefined && stamps.get(kept) === item.stamp) return kept;
    const node = item.build();
    node.dataset.key = item.key;
    stamps.set(node, item.stamp);
    return node;
  });
  nodes.forEach((node, index) => {
    if (holder.children[index] !== node) holder.insertBefore(node, holder.children[index] ?? null);
  });
  while (holder.children.length > nodes.length) holder.lastChild.remove();
  if (why === 'jump' || isAtEnd) toEnd(holder);
}

function toEnd(holder) {
  holder.scrollTop = holder.scrollHeight;
  for (const image of holder.querySelectorAll('img')) {
    if (!image.complete)
      image.addEventListener(
        'load',
        () => {
          holder.scrollTop = holder.scrollHeight;
        },
        { once: true },
      );
  }
}

function highlight(ts) {
  if (ts === undefined) return;
  const found = byId('replies').querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  found?.scrollIntoView({ block: 'center' });
  found?.classList.add('highlight');
}

function drawSummaries() {
  for (const child of byId('messages').children) stamps.delete(child);
  drawPanes();
}
