import { h, link } from './dom.js';
import { emoji } from './emoji.js';
import { state } from './state.js';
import { formatDate } from './time.js';

/** Slack's mrkdwn as nodes: code blocks and quotes by line, the rest inline. */
export function mrkdwn(text) {
  return String(text)
    .split(/```\n?([\s\S]*?)```/g)
    .flatMap((part, index) =>
      index % 2 === 1 ? [h('pre', { class: 'code-block' }, plainReferences(part))] : lines(part),
    );
}

/** Inline mrkdwn: references, code, bold, italics, strike, emoji. */
function inline(text) {
  const nodes = [];
  let rest = text;
  let before = '';
  while (rest !== '') {
    const found = firstToken(rest, before);
    if (found === undefined) break;
    if (found.index > 0) nodes.push(unescaped(rest.slice(0, found.index)));
    nodes.push(found.node);
    before = rest[found.index + found.length - 1] ?? '';
    rest = rest.slice(found.index + found.length);
  }
  if (rest !== '') nodes.push(unescaped(rest));
  return nodes;
}

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** `<@U1>`, `<#C1>`, `<!subteam^S1>`, `<!here>`, `<!date^…>` or `<https://…|label>`. */
function reference(body) {
  const bar = body.indexOf('|');
  const target = bar === -1 ? body : body.slice(0, bar);
  const label = bar === -1 ? undefined : unescaped(body.slice(bar + 1));
  if (target.startsWith('@')) return userMention(target.slice(1), label);
  if (target.startsWith('#')) return channelMention(target.slice(1), label);
  if (target.startsWith('!subteam^')) return groupMention(target.slice('!subteam^'.length), label);
  if (target.startsWith('!date^')) return dateReference(target, label);
  if (target.startsWith('!')) return h('span', { class: 'mention mention-me' }, `@${target.slice(1)}`);
  return link(unescaped(target), label ?? unescaped(target).replace(/^mailto:/, ''));
}

export function userMention(id, label) {
  const name = state.user(id)?.name ?? label ?? id;
  return h('span', { class: id === state.me ? 'mention mention-me' : 'mention' }, `@${name}`);
}

export function channelMention(id, label) {
  const name = state.channel(id)?.name ?? label ?? id;
  return h('a', { class: 'mention', href: `#${id}` }, `#${name}`);
}

export function groupMention(id, label) {
  const group = state.group(id);
  const isMine = group?.users.includes(state.me);
  return h(
    'span',
    { class: isMine ? 'mention mention-me' : 'mention' },
    `@${group?.handle ?? label?.replace(/^@/, '') ?? id}`,
  );
}

function lines(text) {
  const nodes = [];
  let quote = [];
  const endQuote = () => {
    if (quote.length > 0) nodes.push(h('blockquote', {}, withBreaks(quote)));
    quote = [];
  };
  let plain = [];
  const endPlain = () => {
    if (plain.some((line) => line !== '')) nodes.push(h('span', {}, withBreaks(trimEmpty(plain))));
    plain = [];
  };
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted === null) {
      endQuote();
      plain.push(line);
    } else {
      endPlain();
      quote.push(quoted[1]);
    }
  }
  endQuote();
  endPlain();
  return nodes;
}

/** A code block or quote brings its own break: the empty lines beside it go. */
function trimEmpty(all) {
  const start = all[0] === '' ? 1 : 0;
  const end = all.length > start + 1 && all.at(-1) === '' ? -1 : undefined;
  return all.slice(start, end);
}

function withBreaks(all) {
  return all.flatMap((line, index) => (index === 0 ? inline(line) : [h('br'), ...inline(line)]));
}

/** A mark around words. Code and references inside it are whole: a `*` in them does not end the bold. */
function marked(mark) {
  const m = mark === '*' ? '\\*' : mark;
  const inside = `(?:\`[^\`\\n]+\`|<[^<>\\n]+>|[^${m}\`<\\n])*?`;
  return new RegExp(`(?<![\\w${m}])${m}(?=\\S)(${inside}(?<=\\S))${m}(?![\\w${m}])`);
}

const TOKENS = [
  [/`([^`\n]+)`/, (match) => h('code', {}, plainReferences(match[1]))],
  [/<([^<>\n]+)>/, (match) => reference(match[1])],
  [marked('*'), (match) => h('strong', {}, inline(match[1]))],
  [marked('_'), (match) => h('em', {}, inline(match[1]))],
  [marked('~'), (match) => h('s', {}, inline(match[1]))],
  [/:([a-z0-9_+-]+):/, (match) => emoji(match[1])],
];

function firstToken(text, before) {
  let best;
  for (const [pattern, build] of TOKENS) {
    const match = pattern.exec(text);
    if (match === null || (best !== undefined && match.index >= best.index)) continue;
    if (match.index === 0 && /\w/.test(before) && '*_~'.includes(match[0][0])) continue;
    best = { index: match.index, length: match[0].length, node: build(match) };
  }
  return best;
}

/** Inside code only references are resolved. */
function plainReferences(text) {
  return text
    .split(/<([^<>\n]+)>/g)
    .map((part, index) => (index % 2 === 1 ? reference(part) : unescaped(part)));
}

function dateReference(target, label) {
  const [, seconds, format = '', url] = target.split('^');
  const text = formatDate(seconds, format) ?? label ?? target;
  const time = h('time', { title: label }, text);
  return url === undefined ? time : link(url, time);
}
