import { blocksNode } from './blocks.js';
import { h, link } from './dom.js';
import { mrkdwn } from './mrkdwn.js';

/** What other apps attach in Slack's older form: a bar, a title that may lead somewhere, a text, fields. */
export function attachmentNode(attachment, surface) {
  const { pretext, title, title_link: address, text, fields = [], blocks = [], fallback } = attachment;
  const isEmpty =
    [pretext, title, text].every((part) => part === undefined) && fields.length + blocks.length === 0;
  return h(
    'div',
    { class: 'attachment' },
    pretext && h('div', { class: 'text' }, mrkdwn(pretext)),
    h(
      'div',
      { class: 'attachment-body' },
      title && h('div', { class: 'attachment-title' }, address ? link(address, title) : title),
      text && h('div', { class: 'text' }, mrkdwn(text)),
      fields.length > 0 && h('div', { class: 'fields' }, fields.map(fieldNode)),
      blocks.length > 0 && blocksNode(blocks, surface),
      isEmpty && fallback,
    ),
  );
}

function fieldNode({ title, value }) {
  return h(
    'div',
    { class: 'field' },
    h('strong', {}, title),
    h('div', { class: 'text' }, mrkdwn(value ?? '')),
  );
}
