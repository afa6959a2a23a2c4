import { h, link } from './dom.js';
import { emoji } from './emoji.js';
import { channelMention, groupMention, userMention } from './mrkdwn.js';
import { formatDate } from './time.js';

/** A rich_text block: every text is already parted and styled. */
export function richText(block) {
  const nodes = [];
  for (const element of block.elements) nodes.push(container(element));
  return nodes;
}

function container(element) {
  switch (element.type) {
    case 'rich_text_preformatted':
      return h('pre', { class: 'code-block' }, element.elements.map(piece));
    case 'rich_text_quote':
      return h('blockquote', {}, element.elements.map(piece));
    case 'rich_text_list':
      return h(
        element.style === 'ordered' ? 'ol' : 'ul',
        { class: `indent-${Math.min(element.indent ?? 0, 5)}` },
        element.elements.map((item) => h('li', {}, item.elements.map(piece))),
      );
    default:
      return h('div', { class: 'rich-section' }, element.elements.map(piece));
  }
}

function piece(element) {
  return styled(element.style ?? {}, bare(element));
}

function bare(element) {
  switch (element.type) {
    case 'link':
      return link(element.url, element.text ?? element.url);
    case 'emoji':
      return emoji(element.name);
    case 'user':
      return userMention(element.user_id);
    case 'channel':
      return channelMention(element.channel_id);
    case 'usergroup':
      return groupMention(element.usergroup_id);
    case 'broadcast':
      return h('span', { class: 'mention mention-me' }, `@${element.range}`);
    case 'date':
      return h('time', {}, formatDate(element.timestamp, element.format) ?? element.fallback ?? '');
    default:
      return element.text ?? '';
  }
}

function styled(style, node) {
  const marks = [
    ['bold', 'strong'],
    ['italic', 'em'],
    ['strike', 's'],
    ['code', 'code'],
    ['underline', 'u'],
  ];
  return marks.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}
