import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { sparkline } from '../../src/report/sparkline.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import {
  fixtureReports,
  hostileReport,
  inconclusiveReport,
  leakReport,
  manyReplicasReport,
} from './report-fixtures.ts';

const esc = '\u001b';

describe('the terminal', () => {
  test.each(Object.entries(fixtureReports))(
    'shows %s without colour codes when colour is off',
    (_, report) => {
      expect(renderTerminal(report, { color: false, width: 80 })).not.toContain(esc);
    },
  );

  test('shows the same words with colour', () => {
    const plain = renderTerminal(leakReport, { color: false, width: 80 });
    const coloured = renderTerminal(leakReport, { color: true, width: 80 });
    expect(coloured).toContain(esc);
    expect(coloured.replace(new RegExp(`${esc}\\[[\\d;]*m`, 'g'), '')).toBe(plain);
  });

  test('lets no name move the cursor', () => {
    const codes =
      renderTerminal(hostileReport, { color: true, width: 80 }).match(new RegExp(`${esc}.{0,6}`, 'g')) ?? [];
    for (const code of codes) expect(code).toMatch(/^.\[(0|1|2|1;3[1235])m/);
  });

  test('keeps sentences within its width', () => {
    const sentences = renderTerminal(leakReport, { color: false, width: 60 })
      .split('\n')
      .filter((line) => line.startsWith('   - ') || line.startsWith('Live'));
    expect(sentences.length).toBeGreaterThan(3);
    for (const line of sentences) expect(line.length).toBeLessThanOrEqual(60);
  });

  test.each([
    'Leak: payments is leaking memory and goroutines (confidence over 99 %)',
    'heap ▁▂▃▄▄▅▆▇█ 41 MiB → 83 MiB',
    '   → quote.(*Cache).Put  internal/quote/cache.go:77',
    'Fix: Bound the number of entries',
    '- payments-3 started 14 minutes ago',
  ])('says "%s"', (words) =>
    expect(renderTerminal(leakReport, { color: false, width: 100 })).toContain(words),
  );

  test('names a failed replica and the next step', () => {
    const shown = renderTerminal(inconclusiveReport, { color: false, width: 100 }).replace(/\n +/g, ' ');
    expect(shown).toContain('payments-1 (5 captures): payments-1 refused the connection');
    expect(shown).toContain('Next step: Check that the process listens');
  });

  test('counts the replicas that it does not list', () => {
    expect(renderTerminal(manyReplicasReport(500), { color: false, width: 80 })).toContain('… and 480 more');
  });
});

describe('Markdown', () => {
  test('has a headline, a row a replica and compilable fixes', () => {
    const shown = renderMarkdown(leakReport);
    expect(shown).toMatch(/^## Leak: payments is leaking memory and goroutines\n/);
    expect(shown).toContain('| payments-1 | leak | 41 MiB → 83 MiB | 212 → 1,412 |');
    expect(shown).toContain('```go\nconst maxEntries = 1000');
  });

  test('keeps hostile text out of HTML, links and mentions', () => {
    const outsideCode = renderMarkdown(hostileReport)
      .replace(/(`{3,})\w*\n[\s\S]*?\n\1/g, '')
      .replace(/(?<!\\)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    expect(outsideCode.replace(/<\/?(details|summary)>/g, '')).not.toMatch(/[<>]/);
    expect(outsideCode).not.toMatch(/@(channel|here|U)/);
    expect(outsideCode).not.toMatch(/https:\/\//);
  });

  test('keeps a fence in the code inside its fence', () => {
    expect(renderMarkdown(hostileReport)).toContain('````go\n```\n<!channel>\n```\n````');
  });
});

describe('a sparkline', () => {
  test.each([
    [[1, 2, 3], '▁▅█'],
    [[100, 101, 100], '▁▁▁'],
    [[5], '▁'],
    [[], ''],
    [[0, 0], '▁▁'],
    [[Number.NaN, 1, 2], '▁█'],
  ])('of %j is %s', (values, line) => expect(sparkline(values)).toBe(line));
});
