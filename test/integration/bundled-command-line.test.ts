import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { runNode } from './fixtures/run-node.ts';

const cli = path.resolve('dist/cli/leakcheck.cjs');
const fixtures = path.resolve('test/fixtures/profiles');
const pair = [path.join(fixtures, 'heap-base.pb.gz'), path.join(fixtures, 'heap-head.pb.gz')];

const run = (...args: string[]) => runNode(cli, ...args);

/** What is shipped: each command loads files of its own beside the first one, which only running them shows. */
describe('the bundled command line', () => {
  let directory: string;
  const inDirectory = (name: string) => path.join(directory, name);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-bundle-'));
    const service = 'targets: ["http://127.0.0.1:1"]\n    modulePrefix: example.com/orders';
    await writeFile(inDirectory('services.yaml'), `services:\n  orders:\n    ${service}\n`);
    await writeFile(inDirectory('broken.yaml'), 'services:\n  orders: {}\n');
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('ranks functions', async () => {
    const { code, out, err } = await run('compare', ...pair, '--top', '3');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Growth of inuse_space by function, bytes\n/);
  });

  it('reports what grows', async () => {
    const { code, out, err } = await run('compare', ...pair, '--json', '--fail-on', 'never');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Report.parse(JSON.parse(out)).findings.length).toBeGreaterThan(0);
  });

  it('reads a services file, for its libraries and for a service', async () => {
    const config = ['--config', inDirectory('services.yaml'), '--fail-on', 'never'];
    const libraries = await run('compare', ...pair, ...config);
    const ofService = await run('compare', ...pair, ...config, '--service', 'orders');
    expect([libraries.err, ofService.err]).toEqual(['', '']);
    expect([libraries.code, ofService.code]).toEqual([0, 0]);
  });

  it.each([
    ['a services file that is wrong', ['compare', ...pair, '--config', 'broken.yaml'], /broken\.yaml has/],
    [
      'a profile that is missing',
      ['compare', 'no-such.pb.gz', 'head.pb.gz'],
      /no-such\.pb\.gz cannot be read/,
    ],
    ['a check of nothing', ['check'], /leakcheck: /],
    ['a service that nobody named', ['check', 'nobody', '--config', 'services.yaml'], /nobody/],
    ['an option that audit does not know', ['audit', '--nonsense'], /nonsense/],
    ['an option that doctor does not know', ['doctor', '--nonsense'], /nonsense/],
  ])('says what is wrong with %s, without a stack trace', async (_, args, says) => {
    const { code, err } = await run(...args.map((arg) => (arg.endsWith('.yaml') ? inDirectory(arg) : arg)));
    expect(code).toBe(2);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/\n {4}at /);
  });
});
