import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'leakcheck-picture-')));

const forbidden: readonly (readonly [from: string, imported: string])[] = [
  ['src/profile', '../leak/trend.ts'],
  ['src/profile', 'node:fs'],
  ['src/profile', '../metrics/service-metrics.ts'],
  ['src/metrics', '../profile/profile.ts'],
  ['src/metrics', '../check/check.ts'],
  ['src/metrics', 'node:http'],
  ['src/access', '../check/service.ts'],
  ['src/access', '@slack/web-api'],
  ['src/incident', '../report/report.ts'],
  ['src/digest', '../store/redis-digest-store.ts'],
  ['src/digest', 'bullmq'],
  ['src/incident', '../check/check.ts'],
  ['src/leak', '../incident/incident.ts'],
  ['src/leak', '../report/report.ts'],
  ['src/leak/rules', '../../check/check.ts'],
  ['src/report', '../check/check.ts'],
  ['src/report/thread', '../../notify/slack-client.ts'],
  ['src/check', '../capture/http-target-client.ts'],
  ['src/check', 'bullmq'],
  ['src/capture', '../store/file-profile-store.ts'],
  ['src/notify', '../slack/app.ts'],
  ['src/store', '../../jobs/check.ts'],
  ['src/escalation', '../capture/http-target-client.ts'],
  ['src/check', '../escalation/create-sender.ts'],
  ['jobs', '../src/escalation/create-sender.ts'],
  ['src/queue', '../slack/app.ts'],
  ['src/slack', '../notify/slack-client.ts'],
  ['src/slack/commands', '../../../jobs/check.ts'],
  ['jobs', '../src/slack/app.ts'],
];
const allowed: readonly (readonly [from: string, imported: string])[] = [
  ['src/leak', '../profile/profile.ts'],
  ['src/leak', '../metrics/service-metrics.ts'],
  ['src/report', '../leak/verdict.ts'],
  ['src/check', '../access/may-do.ts'],
  ['src/report', '../incident/finding-state.ts'],
  ['src/digest', '../report/units.ts'],
  ['src/capture', '../check/target.ts'],
  ['src/escalation', '../check/escalation-sender.ts'],
  ['src/slack', '../queue/names.ts'],
  ['jobs', '../src/check/capture-point.ts'],
];

let refused = new Set<string>();

// The linter's own configuration over a folder of files that each import one thing: no source is touched.
beforeAll(() => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  const vcs = { enabled: false };
  write('biome.json', JSON.stringify({ ...config, $schema: undefined, vcs }));
  for (const [from, imported] of [...forbidden, ...allowed]) {
    write(fileOf(from, imported), `import { x } from '${imported}';\n\nexport const y = x;\n`);
  }
  refused = filesRefused();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(from: string, imported: string): string {
  return `${from}/imports-${imported.replace(/\W+/g, '-')}.ts`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function filesRefused(): Set<string> {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const found = stdout.matchAll(/noRestrictedImports,file=([^,]+),/g);
  return new Set([...found].map(([, file = '']) => relative(folder, resolve(folder, file))));
}

describe('the import picture', () => {
  it.each(forbidden)('keeps %s from importing %s', (from, imported) => {
    expect(refused).toContain(fileOf(from, imported));
  });

  it.each(allowed)('lets %s import %s', (from, imported) => {
    expect(refused).not.toContain(fileOf(from, imported));
  });
});
