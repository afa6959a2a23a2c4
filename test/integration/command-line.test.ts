import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReplay } from '../../lab/replay-target.ts';
import { Report } from '../../src/report/report.ts';
import { runNode } from './fixtures/run-node.ts';

const cli = path.resolve('src/cli.ts');
const fixtures = path.resolve('test/fixtures/profiles');

const leakcheck = (...args: string[]) => runNode('--import', 'tsx', cli, ...args);

describe('leakcheck on the command line', () => {
  let directory: string;
  let stop: () => Promise<void>;
  let orders: string;
  let catalog: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-cli-'));
    const targets = await Promise.all([
      startReplay({ service: 'orders', replica: 'orders-1' }),
      startReplay({ service: 'catalog', replica: 'catalog-1' }),
    ]);
    [orders, catalog] = [targets[0].url, targets[1].url];
    stop = async () => {
      await Promise.all(targets.map((target) => target.stop()));
      await rm(directory, { recursive: true, force: true });
    };
  });

  afterAll(() => stop());

  it('prints exactly one JSON document for a leaking service of the services file, and exits with 1', async () => {
    const config = path.join(directory, 'leakcheck.yaml');
    await writeFile(config, `services:\n  orders:\n    targets: ["${orders}"]\n    memoryLimit: 512MiB\n`);
    const { code, out, err } = await leakcheck('check', 'orders', '20s', '--config', config, '--json');
    const report = Report.parse(JSON.parse(out));
    expect({ code, err, verdict: report.verdict, service: report.service }).toEqual({
      code: 1,
      err: '',
      verdict: 'leak',
      service: 'orders',
    });
    expect(report.findings[0]?.culprit.function).toContain('orders.(*tracker).follow');
    expect(report.limit?.minutesLeft).toBeGreaterThan(0);
  });

  it('exits with 0 for a healthy service, says what the window could have shown, and keeps profiles where told', async () => {
    const save = path.join(directory, 'saved');
    const { code, out, err } = await leakcheck('check', catalog, '10s', '--save', save);
    expect(code).toBe(0);
    expect(out).toContain('Healthy');
    expect(out).toMatch(/would have shown/);
    const command = /go tool pprof -diff_base (\S+) (\S+)/.exec(err);
    expect((await readFile(command?.[1] ?? '')).length).toBeGreaterThan(0);
    expect((await readFile(command?.[2] ?? '')).length).toBeGreaterThan(0);
  });

  it('exits with 2 when nothing is reachable, naming the target and the next step', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const save = path.join(directory, 'nothing');
    const { code, out, err } = await leakcheck('check', `http://127.0.0.1:${port}`, '10s', '--save', save);
    expect(code).toBe(2);
    expect(err).toContain('no heap profile at both ends');
    expect(out).toContain(`127.0.0.1:${port} refused the connection`);
    expect(out).toContain('Next step');
  });

  it('compares two profile files, which can be suspect at most', async () => {
    const { code, out } = await leakcheck(
      'compare',
      `${fixtures}/heap-base.pb.gz`,
      `${fixtures}/heap-head.pb.gz`,
      '--json',
    );
    const report = Report.parse(JSON.parse(out));
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: 'suspect' });
    expect(report.findings[0]?.culprit.function).toContain('idempotency.(*Store).Remember');
  });

  it('ranks the functions that changed most, with the numbers of go tool pprof', async () => {
    const pair = [`${fixtures}/heap-base.pb.gz`, `${fixtures}/heap-head.pb.gz`];
    const { code, out } = await leakcheck('compare', ...pair, '--top', '2', '--type', 'inuse_space');
    expect(code).toBe(0);
    const table = out.trimEnd().split('\n');
    expect(table[0]).toBe('Growth of inuse_space by function, bytes');
    expect(table).toHaveLength(4);
    expect(table[1]).toMatch(/^ +flat +cum {2}function$/);
    expect(table[2]).toMatch(/^ +[\d,]+ +[\d,]+ {2}\S*idempotency\.\(\*Store\)\.Remember$/);
  });

  it('ends quietly where whoever reads its output has seen enough', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', cli, 'help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = await once(child, 'close');
    expect({ code, said: Buffer.concat(said).toString() }).toEqual({ code: 0, said: '' });
  });

  it('knows libraries of the services file when it compares, those of a service before those of all', async () => {
    const config = path.join(directory, 'libraries.yaml');
    const entry = (name: string) =>
      `[{ name: ${name}, functions: ["idempotency.(*Store).Remember"], advice: Forget keys. }]`;
    await writeFile(
      config,
      `libraries: ${entry('everywhere')}\nservices:\n  orders:\n    targets: ["${orders}"]\n    libraries: ${entry('orders')}\n`,
    );
    const pair = [`${fixtures}/heap-base.pb.gz`, `${fixtures}/heap-head.pb.gz`];
    const [all, one] = await Promise.all([
      leakcheck('compare', ...pair, '--json', '--config', config),
      leakcheck('compare', ...pair, '--json', '--config', config, '--service', 'orders'),
    ]);
    expect(Report.parse(JSON.parse(all.out)).findings[0]?.fixes[0]?.title).toContain('everywhere');
    expect(Report.parse(JSON.parse(one.out)).findings[0]?.fixes[0]).toMatchObject({ text: 'Forget keys.' });
    expect(Report.parse(JSON.parse(one.out)).findings[0]?.fixes[0]?.title).toContain('orders');
  });

  it('compares goroutine profiles, and fails on a suspect when told to', async () => {
    const pair = [`${fixtures}/goroutine-base.pb.gz`, `${fixtures}/goroutine-head.pb.gz`];
    const { code, out } = await leakcheck('compare', ...pair, '--fail-on', 'suspect');
    expect(code).toBe(1);
    expect(out).toContain('settlement.(*Settler).collect');
  });

  it.each([
    {
      args: ['compare', `${fixtures}/heap-head.pb.gz`, `${fixtures}/heap-base.pb.gz`],
      says: 'base was taken after head',
    },
    {
      args: ['compare', `${fixtures}/heap-base.pb.gz`, `${fixtures}/goroutine-head.pb.gz`],
      says: 'base is a heap profile and head is a goroutine profile',
    },
    { args: ['compare', 'README.md', 'README.md'], says: 'is no valid profile' },
    {
      args: ['compare', `${fixtures}/heap-base.pb.gz`, `${fixtures}/heap-head.pb.gz`, '--top', 'all'],
      says: '--top takes a number of functions, such as 20, not "all"',
    },
    {
      args: ['compare', `${fixtures}/heap-base.pb.gz`, `${fixtures}/heap-head.pb.gz`, '--top', '5', '--json'],
      says: 'leave out --json',
    },
    {
      args: ['compare', `${fixtures}/heap-base.pb.gz`, `${fixtures}/heap-head.pb.gz`, '--type', 'cpu'],
      says: '--type goes with --top',
    },
    {
      args: [
        'compare',
        `${fixtures}/heap-base.pb.gz`,
        `${fixtures}/heap-head.pb.gz`,
        '--top',
        '5',
        '--type',
        'cpu',
      ],
      says: 'the profile has no cpu, it has alloc_objects',
    },
    { args: ['compare', 'missing.pb.gz', 'missing.pb.gz'], says: 'cannot be read (ENOENT)' },
    {
      args: ['compare', `${fixtures}/cpu.pb.gz`, `${fixtures}/cpu.pb.gz`],
      says: 'neither a heap nor a goroutine profile',
    },
    { args: ['check', 'http://127.0.0.1:1', '5x'], says: '5x' },
    { args: ['check', 'http://127.0.0.1:1', '5s'], says: '10s' },
    { args: ['check', 'http://127.0.0.1:1', '10s', '--fail-on', 'x'], says: 'leak, suspect, never' },
    { args: ['check', 'http://127.0.0.1:1', '10s', '--colour'], says: '--colour' },
    { args: ['check'], says: 'leakcheck check payments 5m' },
    { args: ['chekc'], says: 'leakcheck help' },
    { args: ['serve', '--role', 'queen'], says: 'bot or worker' },
  ])('exits with 2 and says "$says"', async ({ args, says }) => {
    const { code, out, err } = await leakcheck(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });
});
