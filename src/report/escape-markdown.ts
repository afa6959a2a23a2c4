import { plainCode, plainText } from './plain-text.ts';

/** Foreign text on one line of GitHub Markdown, a table cell included: shown as it is, no markup, no HTML, no mention. */
export function escapeMarkdown(text: string, max = 500): string {
  return neutral(plainText(text, max));
}

/** A code span whose fence is longer than any backtick run inside; a bar is escaped for tables. */
export function markdownCode(text: string, max = 300): string {
  const content = plainText(text, max) || '?';
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^`|`$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A fenced code block whose fence is longer than any backtick run inside. */
export function markdownCodeBlock(code: string, language: string): string {
  const content = plainCode(code);
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

/** Our own sentences, which may quote code between backticks. */
export function proseMarkdown(text: string, max = 2_000): string {
  return plainText(text, max)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part, max) : neutral(part)))
    .join('');
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function neutral(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_~[\]|#!]/g, (mark) => `\\${mark}`)
      .replace(/@(?=\w)/g, '@\u200b')
      .replace(/^([-+])/, '\\$1')
      .replace(/^(\d+)([.)])/, '$1\\$2')
      // A bare address would become a link.
      .replace(/(\w):\/\//g, '$1:\u200b//')
  );
}
