import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { ReportFinding } from '../../src/report/report.ts';
import { Report } from '../../src/report/report.ts';
import { withSourceLinks } from '../../src/report/source-link.ts';
import { findingMessages } from '../../src/report/thread/finding-message.ts';
import { leakReport } from './report-fixtures.ts';

const source = { url: 'https://git.example/shop/-/blob/main/{path}#L{line}', strip: ['/src/shop/'] };
const modulePrefixes = ['example.com/shop'];

const [first] = leakReport.findings;
if (first === undefined) throw new Error('the fixture has a finding');

function culpritUrl(culprit: ReportFinding['culprit'], of = { source, modulePrefixes }): string | undefined {
  const stack: ReportFinding['stack'] = [{ ...culprit, origin: 'own' }];
  return withSourceLinks({ ...first, culprit, stack } as ReportFinding, of).culprit.url;
}

describe('a link to the source', () => {
  it.each([
    [
      'by its import path',
      'example.com/shop/internal/cart.(*Store).Put',
      '/home/ci/w/1/internal/cart/store.go',
      'internal/cart/store.go',
    ],
    ['in the root package', 'example.com/shop.Run', 'example.com/shop/run.go', 'run.go'],
    ['of a generic function', 'example.com/shop/kv.Put[go.shape.string]', '/x/kv/put.go', 'kv/put.go'],
    ['of a closure', 'example.com/shop/kv.(*S).Get.func1', '/x/kv/get.go', 'kv/get.go'],
    ['of package main, by where it was built', 'main.main', '/src/shop/cmd/api/main.go', 'cmd/api/main.go'],
    [
      'of package main, built with -trimpath',
      'main.main',
      'example.com/shop/cmd/api/main.go',
      'cmd/api/main.go',
    ],
    ['with what a url cannot hold', 'main.main', '/src/shop/cmd/a b#c/main.go', 'cmd/a%20b%23c/main.go'],
    ['from Windows', 'main.main', '\\src\\shop\\cmd\\main.go', 'cmd/main.go'],
  ])('is made %s', (_, name, file, path) => {
    expect(culpritUrl({ function: name, file, line: 42 })).toBe(
      `https://git.example/shop/-/blob/main/${path}#L42`,
    );
  });

  it.each([
    ['another module', 'example.com/shopping/cart.Put', '/home/ci/cart/put.go'],
    ['package main of elsewhere', 'main.main', '/go/src/app/main.go'],
    ['a path that climbs out', 'main.main', '/src/shop/../../etc/passwd'],
    ['no file', 'example.com/shop/kv.Put', ''],
    ['a path too long', 'main.main', `/src/shop/${'a'.repeat(400)}.go`],
  ])('is not made for %s', (_, name, file) => {
    expect(culpritUrl({ function: name, file, line: 1 })).toBeUndefined();
  });

  it('leads to a line where none is known', () => {
    expect(culpritUrl({ function: 'example.com/shop/kv.Put', file: 'put.go', line: 0 })).toMatch(/#L1$/);
  });

  it('is made for own code alone, and shown in thread and Markdown', () => {
    const culprit = { function: 'example.com/shop/kv.Put', file: '/x/kv/put.go', line: 7 };
    const stack: ReportFinding['stack'] = [
      { function: 'example.com/shop/vendored.F', file: '/x/vendored/f.go', line: 1, origin: 'library' },
      { ...culprit, origin: 'own' },
    ];
    const finding = withSourceLinks({ ...first, culprit, stack, startedBy: undefined } as ReportFinding, {
      source,
      modulePrefixes,
    });
    expect(finding.stack.map(({ url }) => url !== undefined)).toEqual([false, true]);
    const report = Report.parse({ ...leakReport, findings: [finding] });
    const link = 'https://git.example/shop/-/blob/main/kv/put.go#L7';
    const blocks = JSON.stringify(findingMessages(report));
    expect(blocks.split(`<${link}|`)).toHaveLength(3);
    expect(renderMarkdown(report)).toContain(`](<${link}>)`);
  });

  it('is left out where none is configured', () => {
    const finding = withSourceLinks(first, { modulePrefixes });
    expect(finding).toBe(first);
  });
});
