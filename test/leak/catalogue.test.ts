import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { articleSections } from '../../src/leak/catalogue/article-sections.ts';
import { catalogue, patternOf } from '../../src/leak/catalogue/catalogue.ts';
import { renderCatalogue } from '../../src/leak/catalogue/render-catalogue.ts';
import { patternIds } from '../../src/leak/pattern.ts';

const patterns = [...catalogue.values()];
const fixes = patterns.flatMap(({ id, fixes }) => fixes.map((fix) => ({ id, ...fix })));
const snippets = fixes.flatMap(({ id, title, before, after }) => [
  { name: `${id}: ${title} (before)`, code: before },
  { name: `${id}: ${title} (after)`, code: after },
]);

const sectionsOfTheArticle = [
  ...['1.1', '1.2', '1.3', '2.1', '2.2', '2.3', '2.4', '3.1', '3.2', '3.3'],
  ...['4.1', '4.2', '4.3', '5.1', '5.2', '5.3', '6', '7'],
];

describe('the catalogue', () => {
  it('has every pattern, in the order of their ids', () => {
    expect([...catalogue.keys()]).toEqual(patternIds);
  });

  it.each(patternIds)('knows %s by its id', (id) => {
    expect(patternOf(id).id).toBe(id);
  });

  it.each(patterns)('$id has one to three fixes with different titles', ({ fixes }) => {
    expect(fixes.length).toBeGreaterThanOrEqual(1);
    expect(fixes.length).toBeLessThanOrEqual(3);
    expect(new Set(fixes.map(({ title }) => title)).size).toBe(fixes.length);
  });

  it.each(patterns)(
    '$id has a title that goes into a sentence and a summary that is one',
    ({ title, summary }) => {
      expect(title).toMatch(/^[a-z][^.]{3,50}$/);
      expect(summary).toMatch(/^[A-Za-z].{40,400}\.$/);
    },
  );

  it.each(fixes)('$id: "$title" fits into a thread', ({ title, text }) => {
    expect(title).toMatch(/^[A-Z][^\n]{5,60}[^.]$/);
    expect(text).toMatch(/^[A-Za-z].{40,420}\.$/);
  });

  it.each(snippets)('$name is short enough for a phone and survives a code block', ({ code }) => {
    const lines = code.replaceAll('\t', '    ').split('\n');

    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(code).not.toContain('`');
    expect(code).toBe(code.trim());
  });

  it.each(fixes)('$id: "$title" changes the code', ({ before, after }) => {
    expect(after).not.toBe(before);
  });
});

describe('the article', () => {
  it('has a place for each of its sections', () => {
    expect(articleSections.map(({ section }) => section)).toEqual(sectionsOfTheArticle);
  });

  it.each(fixes)('names $id at section $section, which "$title" cites', ({ id, section }) => {
    expect(articleSections.find((row) => row.section === section)?.patterns).toContain(id);
  });

  it.each(patternIds)('explains %s in one of its sections', (id) => {
    expect(articleSections.filter(({ patterns }) => patterns.includes(id))).not.toEqual([]);
  });
});

describe('docs/patterns.md', () => {
  it('is what the catalogue says now', async () => {
    await expect(renderCatalogue()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/patterns.md'));
  });
});
