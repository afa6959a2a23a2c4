import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

type Summary = { passed: number; failed: number; skipped: { name: string; note?: string }[] };

/** What the reporter writes down of a run over these files. */
function runOf(files: Readonly<Record<string, string>>): Summary {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const summary = join(folder, 'summary.json');
  const config = `export default { test: { include: ${JSON.stringify(Object.keys(files))} } };`;
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
  const reporter = `--reporter=${join(root, 'scripts', 'summary-reporter.mjs')}`;
  spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', reporter], {
    cwd: folder,
    env: { ...process.env, LEAKCHECK_TEST_SUMMARY: summary },
  });
  return JSON.parse(readFileSync(summary, 'utf8'));
}

let folder = '';
// Inside the project, so that the files find vitest.
beforeAll(() => {
  folder = mkdtempSync(join(root, 'node_modules', '.leakcheck-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vitest = `import { beforeAll, describe, expect, it } from 'vitest';\n`;

describe('the count that npm test closes with', () => {
  it('holds tests, and what failed outside of any test', () => {
    const summary = runOf({
      'tests.test.mjs': `${vitest}
        it('passes', () => expect(1).toBe(1));
        it('fails', () => expect(1).toBe(2));
        it.skip('is skipped', () => expect(1).toBe(1));
        it('finds out', (context) => context.skip('no display'));
        describe('set-up', () => {
          beforeAll(() => { throw new Error('no'); });
          it('is never run', () => expect(1).toBe(1));
        });`,
      'broken.test.mjs': `throw new Error('does not load');`,
      'unhandled.test.mjs': `${vitest}
        it('leaves a rejection behind', () => { Promise.reject(new Error('nobody waits')); });`,
    });
    expect(summary.passed).toBe(2);
    expect(summary.failed).toBe(4);
    expect(summary.skipped.map(({ name, note }) => [name, note])).toEqual([
      ['is skipped', undefined],
      ['finds out', 'no display'],
      ['set-up > is never run', 'the set-up around it failed'],
    ]);
  });
});
