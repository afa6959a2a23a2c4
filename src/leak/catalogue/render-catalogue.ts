import type { Fix, Pattern } from '../pattern.ts';
import { type ArticleSection, articleSections } from './article-sections.ts';
import { catalogue } from './catalogue.ts';
import { patternSigns } from './pattern-signs.ts';

/** The catalogue as a Markdown document for people: `docs/patterns.md`. */
export function renderCatalogue(): string {
  const patterns = [...catalogue.values()];
  return `${[
    '# Patterns of memory leaks',
    intro,
    table(
      ['pattern', 'means', 'the profiles show'],
      patterns.map(({ id, title }) => [link(id), title, patternSigns[id]]),
    ),
    ...patterns.flatMap(renderPattern),
    '## The article, section by section',
    articleIntro,
    table(['section', 'about', 'patterns', 'in leakcheck'], articleSections.map(articleRow)),
  ].join('\n\n')}\n`;
}

const intro = `Each finding of a check carries one of these patterns, with its fixes. Every example on this page is checked in the
tests by leakcheck itself, in a process that is called again and again between the captures: the Go marked *leaks* must be
called a leak, and by the name of this pattern wherever a profile can tell; in the Go marked *mended* there must be no
finding. The examples need Go 1.25 or later. This page is written from the code by \`npx vitest run --project unit
test/leak/catalogue.test.ts -u\`.`;

const articleIntro = `The patterns follow an article of March 2025, "Detailed explanation of the causes, detection and repair process
of Golang memory leak". This is where each of its sections went.`;

function renderPattern({ id, title, summary, fixes }: Pattern): readonly string[] {
  return [`## ${id}`, `**${capitalised(title)}.** ${summary}`, ...fixes.flatMap(renderFix)];
}

function renderFix({ title, text, before, after, section }: Fix): readonly string[] {
  return [
    `### ${title}`,
    `${text} (article: ${section})`,
    '*leaks:*',
    goBlock(before),
    '*mended:*',
    goBlock(after),
  ];
}

function articleRow({ section, topic, patterns, inLeakcheck }: ArticleSection): readonly string[] {
  return [section, topic, patterns.map(link).join(', '), inLeakcheck];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function goBlock(code: string): string {
  return `\`\`\`go\n${code}\n\`\`\``;
}

function link(id: string): string {
  return `[${id}](#${id})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
