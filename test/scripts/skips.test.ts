import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { skipLines, unexpectedSkips } from '../../scripts/skips.mjs';

const expected = [{ file: 'test/e2e/page.test.ts', reason: 'Chromium is not installed here' }];
const page = { file: 'test/e2e/page.test.ts', name: 'the page > shows a chart' };
const lab = { file: 'test/integration/lab.test.ts', name: 'the lab (need Go 1.26 on the PATH) > leaks' };

describe('skipLines', () => {
  it.each([
    ['the list of expected ones', page, 'Chromium is not installed here'],
    ['the title', lab, 'need Go 1.26 on the PATH'],
    ['the test itself, before all else', { ...page, note: 'no display' }, 'no display'],
    ['nobody', { ...lab, name: 'the lab (all of it)' }, 'no reason given'],
  ])('names the test with the reason given by %s', (_by, test, reason) => {
    expect(skipLines([test], expected)).toEqual([`skipped  ${test.file} > ${test.name}: ${reason}`]);
  });
});

describe('unexpectedSkips', () => {
  it('is what the list does not hold', () => {
    expect(unexpectedSkips([page, lab], expected)).toEqual([lab]);
  });
});

describe('test/expected-skips.json', () => {
  it('lists files that exist, each with a reason', () => {
    const listed = JSON.parse(
      readFileSync(new URL('../expected-skips.json', import.meta.url), 'utf8'),
    ) as typeof expected;
    const there = listed.map(({ file }) => existsSync(new URL(`../../${file}`, import.meta.url)));
    expect(there).not.toContain(false);
    expect(listed.map(({ reason }) => reason.trim())).not.toContain('');
  });
});
