import { act } from './api.js';
import { attachmentNode } from './attachment.js';
import { blocksNode } from './blocks.js';
import { h, icon } from './dom.js';
import { emoji } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { fileNode } from './picture.js';
import { messageMenu } from './shortcuts.js';
import { state } from './state.js';
import { ago, clock, full } from './time.js';

const GROUP_WITHIN_S = 300;

/**
 * One message. `previous` is the one above it: the same author soon after shows no head of its own.
 * `openThread` is left out in a thread.
 */
export function messageNode(message, previous, openThread) {
  const isFollowing = follows(message, previous);
  const author = state.user(message.user);
  return h(
    'article',
    {
      class: `message${isFollowing ? ' following' : ''}${message.ephemeralTo ? ' ephemeral' : ''}`,
      'data-ts': message.ts,
      'aria-label': `${author?.realName ?? 'Someone'}, ${clock(message.ts)}`,
    },
    h('div', { class: 'gutter' }, isFollowing ? timeNode(message.ts) : avatar(author)),
    h(
      'div',
      { class: 'message-main' },
      message.ephemeralTo && h('div', { class: 'only-you' }, [icon('eye'), 'Only visible to you']),
      isFollowing ? undefined : headNode(message, author),
      contentNode(message),
      reactionsNode(message),
      message.ephemeralTo && dismissNode(message),
      openThread && threadSummary(message, openThread),
    ),
    !message.ephemeralTo &&
      h(
        'div',
        { class: 'message-tools' },
        openThread && replyButton(message, openThread),
        messageMenu(message),
      ),
  );
}

export function avatar(user, className = 'avatar') {
  if (user?.name === state.bot.name) return h('img', { class: className, src: 'icon.svg', alt: '' });
  const name = user?.realName ?? '?';
  const hue = [...(user?.id ?? '')].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const element = h('span', { class: className, 'aria-hidden': true }, name[0].toUpperCase());
  element.style.background = user?.name === 'slackbot' ? '#5b6470' : `hsl(${hue} 42% 44%)`;
  return element;
}

function follows(message, previous) {
  return (
    previous !== undefined &&
    previous.user === message.user &&
    previous.ephemeralTo === message.ephemeralTo &&
    message.ephemeralTo === undefined &&
    Number(message.ts) - Number(previous.ts) < GROUP_WITHIN_S
  );
}

function headNode(message, author) {
  return h(
    'div',
    { class: 'head' },
    h('strong', { class: 'author' }, author?.isBot ? author.name : (author?.realName ?? message.user)),
    author?.isBot && h('span', { class: 'app-tag' }, 'APP'),
    timeNode(message.ts),
  );
}

function timeNode(ts) {
  return h(
    'time',
    { class: 'time', title: full(ts), datetime: new Date(Number(ts) * 1000).toISOString() },
    clock(ts),
  );
}

function contentNode(message) {
  const edited =
    message.editedTs && h('span', { class: 'edited', title: full(message.editedTs) }, ' (edited)');
  const surface = {
    use: (block, element, value) => press(message, block, element, value),
    input: () => undefined,
  };
  const hasBlocks = message.blocks.length > 0;
  return h(
    'div',
    { class: 'content' },
    hasBlocks
      ? blocksNode(message.blocks, surface)
      : h('div', { class: 'text' }, mrkdwn(message.text), edited),
    hasBlocks && edited,
    message.attachments.map((attachment) => attachmentNode(attachment, surface)),
    message.files.length > 0 && h('div', { class: 'files' }, message.files.map(fileNode)),
  );
}

async function press(message, block, element, value) {
  const answer = await act('click', {
    channel: message.channel,
    ts: message.ts,
    blockId: block.block_id,
    actionId: element.action_id,
    value,
  });
  if (answer === undefined || answer.ok) return;
  const article = document.querySelector(`[data-ts="${message.ts}"] .content`);
  const note = h('div', { class: 'press-failed', role: 'alert' }, '⚠ The app did not respond. Try again.');
  article?.append(note);
  setTimeout(() => note.remove(), 6000);
}

function reactionsNode(message) {
  if (message.reactions.length === 0) return undefined;
  return h(
    'div',
    { class: 'reactions' },
    message.reactions.map(({ name, users }) =>
      h('span', { class: 'reaction', title: name }, `${emoji(name)} ${users.length}`),
    ),
  );
}

function dismissNode(message) {
  return h(
    'button',
    {
      class: 'dismiss',
      type: 'button',
      onclick: () => act('dismiss', { channel: message.channel, ts: message.ts }),
    },
    'Dismiss message',
  );
}

function threadSummary(message, openThread) {
  const replies = state.replies(message.channel, message.ts).filter((reply) => !reply.ephemeralTo);
  const last = replies.at(-1);
  if (last === undefined) return undefined;
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return h(
    'button',
    { class: 'thread-summary', type: 'button', onclick: () => openThread(message) },
    people.map((id) => avatar(state.user(id), 'avatar tiny')),
    h('span', { class: 'reply-count' }, `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`),
    h('span', { class: 'last-reply' }, `Last reply ${ago(last.ts)}`),
    h('span', { class: 'view-thread', 'aria-hidden': true }, 'View thread ›'),
  );
}

function replyButton(message, openThread) {
  return h(
    'button',
    { class: 'reply', type: 'button', title: 'Reply in thread', onclick: () => openThread(message, 'write') },
    icon('reply'),
    'Reply in thread',
  );
}
