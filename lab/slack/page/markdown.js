import { h, link } from './dom.js';
import { emoji } from './emoji.js';

/** The markdown of a `markdown` block: headings, lists, quotes, code, tables, and inline marks. */
export function markdown(text) {
  const lines = text.split('\n');
  const nodes = [];
  while (lines.length > 0) nodes.push(...nextBlock(lines));
  return nodes;
}

function nextBlock(lines) {
  const line = lines[0];
  const fence = /^\s*```/.test(line);
  if (fence) return [codeBlock(lines)];
  if (line.trim() === '') {
    lines.shift();
    return [];
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading !== null) {
    lines.shift();
    return [
      h(
        'div',
        { class: `md-h md-h${heading[1].length}`, role: 'heading', 'aria-level': heading[1].length + 2 },
        inline(heading[2]),
      ),
    ];
  }
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
    lines.shift();
    return [h('hr')];
  }
  if (/^\s*>/.test(line)) return [h('blockquote', {}, markdown(taken(lines, /^\s*> ?/).join('\n')))];
  if (/^\s*[-*+]\s+/.test(line)) return [list(lines, 'ul', /^\s*[-*+]\s+/)];
  if (/^\s*\d+[.)]\s+/.test(line)) return [list(lines, 'ol', /^\s*\d+[.)]\s+/)];
  if (line.includes('|') && /^\s*\|?[\s:|-]+\|[\s:|-]*$/.test(lines[1] ?? '')) return [table(lines)];
  return [paragraph(lines)];
}

function codeBlock(lines) {
  lines.shift();
  const end = lines.findIndex((line) => /^\s*```\s*$/.test(line));
  const code = lines.splice(0, end === -1 ? lines.length : end);
  lines.shift();
  return h('pre', { class: 'code-block' }, code.join('\n'));
}

function taken(lines, prefix) {
  const found = [];
  while (lines.length > 0 && prefix.test(lines[0])) found.push(lines.shift().replace(prefix, ''));
  return found;
}

function list(lines, tag, prefix) {
  return h(
    tag,
    {},
    taken(lines, prefix).map((item) => h('li', {}, inline(item))),
  );
}

function table(lines) {
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|');
  const head = cells(lines.shift());
  lines.shift();
  const rows = [];
  while (lines.length > 0 && lines[0].includes('|')) rows.push(cells(lines.shift()));
  return h(
    'table',
    { class: 'table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        head.map((cell) => h('th', { scope: 'col' }, inline(cell.trim()))),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((row) =>
        h(
          'tr',
          {},
          row.map((cell) => h('td', {}, inline(cell.trim()))),
        ),
      ),
    ),
  );
}

function paragraph(lines) {
  const found = [lines.shift()];
  while (lines.length > 0 && !/^\s*(```|#{1,6}\s|>|[-*+]\s|\d+[.)]\s|$)/.test(lines[0]))
    found.push(lines.shift());
  return h(
    'p',
    {},
    found.flatMap((line, index) => (index === 0 ? inline(line) : [h('br'), ...inline(line)])),
  );
}

const TOKENS = [
  [/`([^`\n]+)`/, (match) => h('code', {}, match[1])],
  [/\[([^\]\n]+)\]\(([^)\s]+)\)/, (match) => link(match[2], inline(match[1]))],
  [/\*\*(?=\S)(.+?\S)\*\*/, (match) => h('strong', {}, inline(match[1]))],
  [/~~(?=\S)(.+?\S)~~/, (match) => h('s', {}, inline(match[1]))],
  [/(?<!\w)([*_])(?=\S)(.*?\S)\1(?!\w)/, (match) => h('em', {}, inline(match[2]))],
  [/:([a-z0-9_+-]+):/, (match) => emoji(match[1])],
];

function inline(text) {
  const found = TOKENS.map(([pattern, build]) => ({ match: pattern.exec(text), build }))
    .filter(({ match }) => match !== null)
    .sort((a, b) => a.match.index - b.match.index)[0];
  if (found === undefined) return text === '' ? [] : [text];
  const { match, build } = found;
  const before = text.slice(0, match.index);
  return [before, build(match), ...inline(text.slice(match.index + match[0].length))].filter(
    (node) => node !== '',
  );
}
