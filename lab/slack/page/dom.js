/**
 * An element with attributes, listeners (`onclick`) and children. Text always goes in as a text node, so nothing that a
 * message says can become markup.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else element.setAttribute(name, String(value));
  }
  element.append(...children.flat(3).filter((child) => child instanceof Node || isText(child)));
  return element;
}

function isText(child) {
  return typeof child === 'string' && child !== '';
}

const ICONS = {
  lock: 'M7 11V8a5 5 0 0 1 10 0v3h1v9H6v-9zm2 0h6V8a3 3 0 0 0-6 0z',
  eye: 'M12 5c5 0 8.500 4 10 7-1.500 3-5 7-10 7s-8.500-4-10-7c1.500-3 5-7 10-7zm0 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  reply: 'M4 4h16v12H10l-6 5z',
};

/** A small sign that only decorates: the words beside it say the same. */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Only addresses that a browser may safely open. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url, location.origin);
    return ['http:', 'https:', 'mailto:'].includes(parsed.protocol) ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

export function link(url, ...children) {
  const href = safeUrl(url);
  if (href === undefined) return h('span', {}, ...children);
  const isHere = new URL(href).origin === location.origin && href.includes('/archives/');
  return h(
    'a',
    isHere
      ? { href: hashOf(href), class: 'link' }
      : { href, class: 'link', target: '_blank', rel: 'noopener noreferrer' },
    ...children,
  );
}

/** `/archives/C1/p1700000000000100?thread_ts=…` as the fragment that opens it on this page. */
function hashOf(href) {
  const url = new URL(href);
  const [, channel, seconds, micros] = /\/archives\/(\w+)\/p(\d{10})(\d{6})/.exec(url.pathname) ?? [];
  if (channel === undefined) return href;
  const ts = `${seconds}.${micros}`;
  const thread = url.searchParams.get('thread_ts');
  return thread === null ? `#${channel}/${ts}` : `#${channel}/${thread}/${ts}`;
}

export function toast(text) {
  const element = h('div', { class: 'toast' }, text);
  byId('toasts').append(element);
  setTimeout(() => element.remove(), 6000);
}
