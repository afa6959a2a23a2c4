import { h } from './dom.js';
import { elementNode } from './elements.js';
import { markdown } from './markdown.js';
import { mrkdwn } from './mrkdwn.js';
import { pictureNode } from './picture.js';
import { richText } from './rich-text.js';

/** The blocks of a message or modal as nodes. `surface` says what a used element does: `surface.use(block, element, value)`. */
export function blocksNode(blocks, surface) {
  return h(
    'div',
    { class: 'blocks' },
    blocks.map((block) => blockNode(block, surface)),
  );
}

/** A text object: mrkdwn, or plain text with its emoji. */
function textNode(text) {
  if (text === undefined) return undefined;
  return text.type === 'mrkdwn' ? mrkdwn(text.text) : [text.text];
}

const BUILDERS = {
  section: (block, surface) =>
    h(
      'div',
      { class: 'section' },
      h(
        'div',
        { class: 'section-body' },
        block.text && h('div', { class: 'text' }, textNode(block.text)),
        block.fields &&
          h(
            'div',
            { class: 'fields' },
            block.fields.map((field) => h('div', { class: 'field text' }, textNode(field))),
          ),
      ),
      block.accessory && h('div', { class: 'accessory' }, part(block, block.accessory, surface)),
    ),
  header: (block) =>
    h('div', { class: 'block-header', role: 'heading', 'aria-level': 3 }, textNode(block.text)),
  divider: () => h('hr', { class: 'divider' }),
  context: (block, surface) =>
    h(
      'div',
      { class: 'context' },
      block.elements.map((element) => part(block, element, surface)),
    ),
  actions: (block, surface) =>
    h(
      'div',
      { class: 'actions' },
      block.elements.map((element) => part(block, element, surface)),
    ),
  image: (block) => pictureNode(block),
  rich_text: (block) => h('div', { class: 'text' }, richText(block)),
  markdown: (block) => h('div', { class: 'text markdown' }, markdown(block.text)),
  table: (block) => tableNode(block),
  input: (block, surface) => surface.input(block),
};

function blockNode(block, surface) {
  return BUILDERS[block.type]?.(block, surface) ?? h('div', { class: 'unknown' }, `(${block.type})`);
}

function part(block, element, surface) {
  if (element.type === 'mrkdwn' || element.type === 'plain_text') {
    return h('span', { class: 'context-text' }, textNode(element));
  }
  if (element.type === 'image') return pictureNode(element, 'small');
  return elementNode(block, element, surface);
}

function tableNode(block) {
  const [head = [], ...rows] = block.rows;
  const cell = (tag, content, index) =>
    h(
      tag,
      {
        class: `align-${block.column_settings?.[index]?.align ?? 'left'}`,
        scope: tag === 'th' ? 'col' : undefined,
      },
      content.type === 'rich_text' ? richText(content) : String(content.text ?? content.value),
    );
  const row = (tag, cells) =>
    h(
      'tr',
      {},
      cells.map((content, index) => cell(tag, content, index)),
    );
  return h(
    'div',
    { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    h(
      'table',
      { class: 'table' },
      h('thead', {}, row('th', head)),
      h(
        'tbody',
        {},
        rows.map((cells) => row('td', cells)),
      ),
    ),
  );
}
