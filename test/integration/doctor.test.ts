import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { goIsPresent, startService } from '../../lab/go-services.ts';
import { startReplay } from '../../lab/replay-target.ts';
import { startWorkspace, type WorkspaceOptions } from '../../lab/slack/workspace.ts';
import { UsageError } from '../../src/cli/command.ts';
import { doctorCommand } from '../../src/cli/doctor-command.ts';
import type { Variables } from '../../src/config/expand-variables.ts';
import { answerProbes } from '../../src/doctor/answer-probes.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';
import { connectPatient } from '../../src/redis/connect.ts';
import { likePprof, startPprofServer } from './fixtures/pprof-server.ts';
import { freePort, type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

const hasGo = await goIsPresent();
const prefix = '{doctor-test}';
const secret = 's3cr3t-v4lue-8d1c';
const allProfiles = ['heap', 'goroutine', 'symbol', 'goroutineleak'];

const Found = z.object({
  ok: z.boolean(),
  examinations: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['ok', 'warn', 'fail', 'skipped']),
      says: z.string(),
      nextStep: z.string().optional(),
    }),
  ),
});

let folder: string;
let server: PrivateRedis;
let admin: Redis;
const closers: (() => Promise<unknown> | unknown)[] = [];

beforeAll(async () => {
  server = await startPrivateRedis({ appendOnly: true });
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.remove();
});
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('doctor on the command line alone', () => {
  const cwd = process.cwd();
  beforeEach(() => process.chdir(folder));
  afterEach(() => process.chdir(cwd));

  it('is content without Redis, Slack and a services file', async () => {
    const { exitCode, examinations } = await doctor({});
    expect(exitCode).toBe(0);
    expect(examinations.map(({ name, state }) => `${state} ${name}`)).toEqual([
      'ok Node',
      'skipped Services file',
      'skipped Redis',
      'skipped Profile directory',
      'skipped Slack',
    ]);
  });

  it('prints one JSON document that says what the list says', async () => {
    const { text } = await run({}, []);
    const { examinations } = await doctor({});
    for (const { name, says } of examinations) expect(text).toContain(`${name}`.padEnd(19) + says);
  });

  it.each([['payments'], ['--verbose'], ['--config']])('refuses %s', async (arg) => {
    await expect(run({}, [arg])).rejects.toThrow(arg === 'payments' ? UsageError : TypeError);
  });

  it('stops at once when it is interrupted', async () => {
    const stop = new AbortController();
    const silent = await serve(() => stop.abort(new Error('interrupted')));
    const running = run({ LEAKCHECK_CONFIG: await services([silent.url]) }, [], stop.signal);
    await expect(running).rejects.toThrow('interrupted');
  });
});

describe('doctor as a process', () => {
  it('writes nothing but its document to stdout, ends by itself and exits 1 for a problem', async () => {
    const silent = await serve(() => undefined);
    const { exitCode, stdout, stderr } = await runProcess(
      ['doctor', '--json', '--config', await services([silent.url])],
      { REDIS_URL: server.url, LEAKCHECK_PREFIX: prefix, LEAKCHECK_PROFILE_DIR: folder },
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(Found.parse(JSON.parse(stdout)).ok).toBe(false);
  });

  it('exits 2 when it is used wrongly', async () => {
    const { exitCode, stdout, stderr } = await runProcess(['doctor', 'payments'], {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('leakcheck doctor [--config FILE] [--json]');
  });
});

describe('doctor and the settings of serve', () => {
  it('tells every variable that cannot be used', async () => {
    const found = await doctor({
      REDIS_URL: server.url,
      LEAKCHECK_CAPTURE_CONCURRENCY: 'many',
      LEAKCHECK_ANALYSE_CONCURRENCY: '0',
      LOG_LEVEL: 'loud',
    });
    const told = found.examinations.filter(({ name }) => name === 'Settings of serve');
    expect(told.map(({ state, says }) => `${state} ${says.split(' ')[0]}`)).toEqual([
      'fail LEAKCHECK_CAPTURE_CONCURRENCY',
      'fail LEAKCHECK_ANALYSE_CONCURRENCY',
      'fail LOG_LEVEL',
    ]);
  });

  it('says how much a worker does at once', async () => {
    const found = await doctor({ REDIS_URL: server.url });
    expect(found.of('Settings of serve')).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('16 captures'),
    });
  });
});

describe('doctor and Redis', () => {
  it('is content with an append-only file and noeviction, and leaves nothing behind', async () => {
    const found = await doctor({ REDIS_URL: server.url });
    expect(found.of('Redis')).toMatchObject({ state: 'ok', says: expect.stringContaining(prefix) });
    for (const name of ['Redis version', 'Redis eviction', 'Redis persistence', 'Redis latency'])
      expect(found.of(name)).toMatchObject({ state: 'ok' });
    expect(await admin.keys(`${prefix}*`)).toEqual([]);
  });

  it('names a policy that loses checks, and a missing append-only file', async () => {
    const forgetful = await startPrivateRedis();
    closers.push(() => forgetful.remove());
    await withRedis(forgetful.url, (redis) => redis.call('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'));
    const found = await doctor({ REDIS_URL: forgetful.url });
    expect(found.exitCode).toBe(1);
    expect(found.of('Redis eviction')).toMatchObject({
      state: 'fail',
      says: expect.stringContaining('allkeys-lru'),
      nextStep: expect.stringContaining('noeviction'),
    });
    expect(found.of('Redis persistence')).toMatchObject({
      state: 'warn',
      nextStep: expect.stringContaining('appendonly yes'),
    });
  });

  it('says what a managed Redis keeps to itself, and shows no password', async () => {
    await user('managed', ['~*', '&*', '+@all', '-config', '-info']);
    // ioredis asks INFO before it is ready, and goes on without it.
    const found = await doctor({ REDIS_URL: withUser('managed') });
    expect(found.of('Redis')).toMatchObject({ state: 'ok' });
    for (const name of ['Redis version', 'Redis eviction', 'Redis persistence'])
      expect(found.of(name)).toMatchObject({ state: 'warn', nextStep: expect.any(String) });
    expect(found.text).not.toContain(secret);
  });

  it.each<[string, () => Promise<string> | string, RegExp]>([
    ['nothing listens', async () => `redis://127.0.0.1:${await freePort()}`, /refuses the connection/],
    ['the credentials are wrong', () => withUser('nobody'), /refuses the credentials/],
    ['it stays silent', async () => `redis://127.0.0.1:${await listenSilently()}`, /does not answer in time/],
    [
      'it is a web server',
      async () => `redis://127.0.0.1:${await listenAsWebServer()}`,
      /not speak as Redis/,
    ],
    ['the database is not there', () => `${server.url}/99`, /no database/],
    ['keys are forbidden', () => restricted('keyless', ['&*', '+@all']), /does not allow/],
    ['it is a replica', () => startReplica(), /read-only replica/],
    ['TLS is spoken to a plain one', () => server.url.replace('redis:', 'rediss:'), /TLS|in time/],
  ])('says so and what to do when %s', async (_title, urlOf, says) => {
    const found = await doctor({ REDIS_URL: await urlOf() });
    expect(found.exitCode).toBe(1);
    expect(found.of('Redis')).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(says),
      nextStep: expect.any(String),
    });
    expect(found.text).not.toContain(secret);
  });

  it('tells of a variable that cannot be used, and hides what it holds', async () => {
    const found = await doctor({ REDIS_URL: `http://:${secret}@cache:6379` });
    expect(found.of('Redis')).toMatchObject({ state: 'fail', says: expect.stringMatching(/^REDIS_URL/) });
    expect(found.text).not.toContain(secret);
  });
});

describe('doctor and the profile directory', () => {
  it('proves sharing with workers of other processes', async () => {
    const pids = [await startProbeWorker(folder), await startProbeWorker(folder)];
    const found = await doctor({ REDIS_URL: server.url, LEAKCHECK_PROFILE_DIR: folder });
    expect(found.of('Profile directory')).toMatchObject({ state: 'ok' });
    const shared = found.of('Profile directory shared');
    expect(shared).toMatchObject({ state: 'ok', says: expect.stringMatching(/^2 running workers/) });
    for (const pid of pids) expect(shared?.says).toContain(`${hostname()} pid ${pid}`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names the worker that looks into a directory of its own', async () => {
    const elsewhere = await temporaryFolder();
    const good = await startProbeWorker(folder);
    const apart = await startProbeWorker(elsewhere);
    const found = await doctor({ REDIS_URL: server.url, LEAKCHECK_PROFILE_DIR: folder });
    expect(found.exitCode).toBe(1);
    const shared = found.of('Profile directory shared');
    expect(shared).toMatchObject({ state: 'fail', nextStep: expect.stringContaining('one volume') });
    expect(shared?.says).toContain(`pid ${apart} does not see in its ${elsewhere}`);
    expect(shared?.says).not.toContain(`pid ${good}`);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('asks for a worker where none is running', async () => {
    const found = await doctor({ REDIS_URL: server.url, LEAKCHECK_PROFILE_DIR: folder });
    expect(found.of('Profile directory shared')).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('no worker is running'),
    });
  });

  it('does not hang on a worker that never answers', async () => {
    const mute = new Redis(server.url);
    closers.push(() => mute.disconnect());
    await mute.subscribe(`${prefix}:doctor`);
    const found = await doctor({ REDIS_URL: server.url, LEAKCHECK_PROFILE_DIR: folder });
    expect(found.of('Profile directory shared')).toMatchObject({
      state: 'warn',
      says: '1 of 1 running worker did not answer in time',
    });
  });

  it('says that it cannot be written', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const found = await doctor({ REDIS_URL: server.url, LEAKCHECK_PROFILE_DIR: file });
    expect(found.of('Profile directory')).toMatchObject({ state: 'fail', nextStep: expect.any(String) });
    expect(found.of('Profile directory shared')).toMatchObject({ state: 'skipped' });
  });
});

describe('a worker that answers doctor', () => {
  it('starts without Redis, and answers once Redis is there', async () => {
    const late = await startPrivateRedis();
    closers.push(() => late.remove());
    await late.kill();
    const redis = connectPatient(late.url, () => undefined);
    closers.push(() => redis.disconnect());
    const probes = await answerProbes({ redis, prefix, directory: folder, host: 'here', pid: 1 });
    closers.push(() => probes.close());
    await late.start();
    await withRedis(late.url, (admin) =>
      vi.waitFor(async () => expect(await listeners(admin)).toBe(1), { timeout: 15_000, interval: 20 }),
    );
    const found = await doctor({ REDIS_URL: late.url, LEAKCHECK_PROFILE_DIR: folder });
    expect(found.of('Profile directory shared')).toMatchObject({ state: 'ok' });
  });

  it('hands a question that makes no sense to its error handler, and stops listening when closed', async () => {
    const errors: unknown[] = [];
    const probes = await answerProbes({
      redis: admin,
      prefix,
      directory: folder,
      host: 'here',
      pid: 1,
      onError: (error) => errors.push(error),
    });
    await admin.publish(`${prefix}:doctor`, JSON.stringify({ token: '../../etc/passwd' }));
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    expect(await readdir(folder)).toEqual([]);
    await probes.close();
    await vi.waitFor(async () => expect(await listeners(admin)).toBe(0));
  });
});

describe('doctor and Slack', () => {
  it('names workspace and bot, and opens no socket', async () => {
    const { env, workspace } = await slack({ team: { name: 'Acme' } });
    const found = await doctor(env);
    expect(found.of('Slack bot token')).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/^bot leakcheck of the workspace Acme$/),
    });
    expect(found.of('Slack scopes')).toMatchObject({ state: 'ok' });
    expect(found.of('Slack app token')).toMatchObject({ state: 'ok' });
    expect(workspace.connected()).toBe(0);
    expect(
      workspace
        .calls()
        .map(({ method }) => method)
        .sort(),
    ).toEqual(['apps.connections.open', 'auth.test']);
  });

  it('names the scopes that are missing', async () => {
    const { env } = await slack({ bot: { scopes: ['commands', 'chat:write'] } });
    expect((await doctor(env)).of('Slack scopes')).toMatchObject({
      state: 'fail',
      says: 'the token lacks files:write, app_mentions:read',
    });
  });

  it.each<[string, string, RegExp, (env: Record<string, string>) => Record<string, string>]>([
    ['a wrong bot token', 'Slack bot token', /invalid_auth/, () => ({ SLACK_BOT_TOKEN: `xoxb-${secret}` })],
    ['a wrong app token', 'Slack app token', /invalid_auth/, () => ({ SLACK_APP_TOKEN: `xapp-${secret}` })],
    ['an app token that is missing', 'Slack', /^SLACK_APP_TOKEN is not set/, () => ({ SLACK_APP_TOKEN: '' })],
    [
      'tokens that were swapped',
      'Slack',
      /^SLACK_BOT_TOKEN is not a token/,
      (env) => ({
        SLACK_BOT_TOKEN: env.SLACK_APP_TOKEN ?? '',
      }),
    ],
  ])('says so and what to do about %s, and shows none', async (_title, name, says, change) => {
    const { env } = await slack();
    const changed = { ...env, ...change(env) };
    const found = await doctor(changed);
    expect(found.exitCode).toBe(1);
    expect(found.of(name)).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(says),
      nextStep: expect.any(String),
    });
    const tokens = [env.SLACK_BOT_TOKEN, env.SLACK_APP_TOKEN, secret];
    for (const token of tokens) expect(found.text).not.toContain(token);
  });

  it.each([
    ['429', 'warn', /slow down/],
    ['500', 'fail', /no usable answer/],
    ['reset', 'fail', /no usable answer/],
  ] as const)('tells a Slack that answers %s from a token that is wrong', async (kind, state, says) => {
    const { env, workspace } = await slack();
    workspace.faults.add({ method: 'auth.test', kind });
    const found = await doctor(env);
    expect(found.of('Slack bot token')).toMatchObject({ state, says: expect.stringMatching(says) });
    expect(found.of('Slack app token')).toMatchObject({ state: 'ok' });
  });

  it.each([
    [['usergroups:read'], 'S0TEAM', 'ok', /S0TEAM has 1 member$/],
    [['usergroups:read'], 'S0EMPTY', 'warn', /S0EMPTY has no members/],
    [['usergroups:read'], 'S0NOWHERE', 'fail', /knows no user group S0NOWHERE/],
    [[], 'S0TEAM', 'fail', /may not see who is in S0TEAM/],
  ])('with %j says whether a rule that names %s can work', async (more, group, state, says) => {
    const userGroups = [
      { id: 'S0TEAM', handle: 'team', users: ['ann'] },
      { id: 'S0EMPTY', handle: 'empty', users: [] },
    ];
    const scopes = ['commands', 'chat:write', 'files:write', 'app_mentions:read', ...more];
    const { env } = await slack({ userGroups, bot: { scopes } });
    const file = await services(['http://127.0.0.1:1'], `    permissions: { check: ${group} }\n`);
    const found = await doctor({ ...env, LEAKCHECK_CONFIG: file });
    expect(found.of('User groups')).toMatchObject({ state, says: expect.stringMatching(says) });
    expect(found.of('User groups')?.nextStep === undefined).toBe(state !== 'fail');
  });

  it.each([
    [['usergroups:read'], 'S0TEAM', 'ok', /S0TEAM, which Escalate mentions, has 1 member$/],
    [['usergroups:read'], 'S0NOWHERE', 'fail', /knows no user group S0NOWHERE.*would call nobody/],
    [[], 'S0NOWHERE', 'skipped', /cannot be looked at without usergroups:read/],
  ])('with %j says whether Slack knows an owner’s group, %s', async (more, group, state, says) => {
    const userGroups = [{ id: 'S0TEAM', handle: 'team', users: ['ann'] }];
    const scopes = ['commands', 'chat:write', 'files:write', 'app_mentions:read', ...more];
    const { env } = await slack({ userGroups, bot: { scopes } });
    const owner = `    owner: { userGroup: ${group}, label: Payments }\n`;
    const file = await services(['http://127.0.0.1:1'], owner);
    const found = await doctor({ ...env, LEAKCHECK_CONFIG: file });
    expect(found.of('User groups')).toMatchObject({ state, says: expect.stringMatching(says) });
  });

  it('does not wait for a Slack that does not answer', async () => {
    const silent = await listenSilently();
    const { env } = await slack();
    const found = await doctor({ ...env, SLACK_API_URL: `http://127.0.0.1:${silent}/api/` });
    expect(found.of('Slack bot token')).toMatchObject({ state: 'fail' });
    expect(found.of('Slack app token')).toMatchObject({ state: 'fail' });
  });
});

describe('doctor and targets', () => {
  it('says what each offers, and forces no collection', async () => {
    const full = await serve(likePprof(allProfiles));
    const old = await serve(likePprof(['heap', 'goroutine', 'symbol']));
    const found = await doctor({ LEAKCHECK_CONFIG: await services([full.url, old.url]) });
    expect(found.exitCode).toBe(0);
    expect(found.target(full.url)).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/^offers heap, goroutine, symbol, goroutineleak; .* of heap in use$/),
    });
    expect(found.target(old.url)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('not goroutineleak'),
    });
    expect([...full.asked].sort()).toEqual([
      '/debug/pprof/goroutine?seconds=0',
      '/debug/pprof/goroutineleak?seconds=0',
      '/debug/pprof/heap?debug=1',
      '/debug/pprof/symbol',
    ]);
  });

  it.each<[string, Parameters<typeof serve>[0], 'warn' | 'fail', RegExp]>([
    ['lacks goroutine', likePprof(['heap']), 'fail', /but not goroutine/],
    ['samples nothing', likePprof(allProfiles, 0), 'warn', /sampling is off/],
    ['wants credentials', (_, response) => response.writeHead(401).end(), 'fail', /401/],
    ['is not pprof', (_, response) => response.writeHead(404).end(), 'fail', /404/],
    ['shows a login page', (_, response) => response.end('<html>log in</html>'), 'fail', /HTML page/],
    ['says anything else', (_, response) => response.end('hello\n'), 'fail', /cannot be read/],
    [
      'points elsewhere',
      (_, response) => response.writeHead(302, { location: '/x' }).end(),
      'fail',
      /redirects/,
    ],
    ['is broken', (_, response) => response.writeHead(500).end(), 'fail', /500/],
    ['hangs up', (_, response) => response.destroy(), 'fail', /closed the connection/],
    ['stays silent', () => undefined, 'fail', /did not answer in time/],
  ])(
    'says so and what to do when one %s, and still examines the others',
    async (_title, answer, state, says) => {
      const bad = await serve(answer);
      const good = await serve(likePprof(allProfiles));
      const found = await doctor({ LEAKCHECK_CONFIG: await services([bad.url, good.url]) });
      expect(found.target(good.url)).toMatchObject({ state: 'ok' });
      expect(found.target(bad.url)).toMatchObject({
        state,
        says: expect.stringMatching(says),
        nextStep: expect.any(String),
      });
      expect(found.exitCode).toBe(state === 'fail' ? 1 : 0);
    },
  );

  it('finds one where nothing listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const found = await doctor({ LEAKCHECK_CONFIG: await services([url]) });
    expect(found.target(url)).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(/refused the connection$/),
    });
  });

  it('sends the headers of a target, and never shows them', async () => {
    const echo = await serve((request, response) => {
      response.writeHead(500, { 'x-go-pprof': '1' }).end(`no: ${request.headers.authorization}\n`);
    });
    const file = await services([echo.url], `    headers: { Authorization: "Bearer \${PPROF_TOKEN}" }\n`);
    const found = await doctor({ LEAKCHECK_CONFIG: file, PPROF_TOKEN: secret });
    expect(found.target(echo.url)).toMatchObject({ state: 'fail', says: expect.stringContaining('500') });
    expect(found.text).not.toContain(secret);
  });

  it.skipIf(!hasGo)(
    'is content with a real Go service, and forces no collection there (needs Go)',
    async () => {
      const service = await startService({ name: 'catalog', replica: 'catalog-1' });
      closers.push(() => service.stop());
      const found = await doctor({ LEAKCHECK_CONFIG: await services([service.url]) });
      expect(found.target(service.url)).toMatchObject({
        state: 'ok',
        says: expect.stringMatching(/^offers heap, goroutine, symbol.*of heap in use$/),
      });
      const answer = await fetch(`${service.url}heap?debug=1`);
      expect(readHeapText(await answer.text()).memStats.numForcedGC).toBe(0);
    },
  );

  it('is content with a replayed recording', async () => {
    const replay = await startReplay({ service: 'catalog', replica: 'catalog-1' });
    closers.push(() => replay.stop());
    const found = await doctor({ LEAKCHECK_CONFIG: await services([replay.url]) });
    expect(found.target(replay.url)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('offers heap, goroutine, symbol; not goroutineleak'),
    });
  });

  it('asks many at once', async () => {
    let waiting: (() => void)[] = [];
    const answer = likePprof(allProfiles);
    const urls: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      // Each answers its heap only when all four have been asked for theirs.
      const one = await serve((request, response) => {
        if (!(request.url ?? '').includes('heap')) return answer(request, response);
        waiting.push(() => answer(request, response));
        if (waiting.length === 4) for (const go of waiting) go();
      });
      urls.push(one.url);
    }
    const found = await doctor({ LEAKCHECK_CONFIG: await services(urls) });
    expect(found.exitCode).toBe(0);
    waiting = [];
  });
});

type Doctored = {
  readonly exitCode: number;
  /** All that was printed. */
  readonly text: string;
  readonly examinations: z.infer<typeof Found>['examinations'];
  of(name: string): z.infer<typeof Found>['examinations'][number] | undefined;
  target(url: string): z.infer<typeof Found>['examinations'][number] | undefined;
};

async function doctor(env: Variables): Promise<Doctored> {
  const { exitCode, text } = await run(env, ['--json']);
  const { ok, examinations } = Found.parse(JSON.parse(text));
  expect(ok).toBe(exitCode === 0);
  const of = (name: string) => examinations.find((examination) => examination.name === name);
  return {
    exitCode,
    text,
    examinations,
    of,
    target: (url) => of(`Target payments/${new URL(url).host}`),
  };
}

async function run(env: Variables, args: readonly string[], signal = new AbortController().signal) {
  const written: string[] = [];
  const exitCode = await doctorCommand({
    args,
    env: {
      LEAKCHECK_PREFIX: prefix,
      ...(env.REDIS_URL === undefined ? {} : { LEAKCHECK_PROFILE_DIR: folder }),
      ...env,
    },
    out: (text) => written.push(text),
    err: (text) => written.push(text),
    errIsTerminal: false,
    outIsTerminal: false,
    columns: 80,
    signal,
  });
  return { exitCode, text: written.join('') };
}

async function runProcess(args: readonly string[], env: Readonly<Record<string, string>>) {
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
  const child = fork(cli, [...args], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    env: { PATH: process.env.PATH, ...env },
    cwd: folder,
    silent: true,
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (bytes: Buffer) => {
      written[stream] += bytes.toString();
    });
  }
  const [exitCode] = await once(child, 'close');
  return { exitCode: Number(exitCode), ...written };
}

/** A services file with one service, and these targets; `more` is of the service. */
async function services(urls: readonly string[], more = ''): Promise<string> {
  const file = path.join(await temporaryFolder(), 'services.yaml');
  const targets = urls.map((url) => `      - ${url}\n`).join('');
  await writeFile(file, `services:\n  payments:\n${more}    targets:\n${targets}`);
  return file;
}

async function temporaryFolder(): Promise<string> {
  const created = await mkdtemp(path.join(tmpdir(), 'leakcheck-doctor-'));
  closers.push(() => rm(created, { recursive: true, force: true }));
  return created;
}

async function serve(answer: Parameters<typeof startPprofServer>[0]) {
  const started = await startPprofServer(answer);
  closers.push(() => started.close());
  return started;
}

async function slack(options: WorkspaceOptions = {}) {
  const workspace = await startWorkspace(options);
  closers.push(() => workspace.close());
  const env = {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    REDIS_URL: server.url,
    LEAKCHECK_CONFIG: await services(['http://127.0.0.1:1']),
  };
  return { workspace, env };
}

async function startProbeWorker(directory: string): Promise<number> {
  const main = fileURLToPath(new URL('./fixtures/probe-worker-main.ts', import.meta.url));
  const settings = JSON.stringify({ url: server.url, prefix, directory });
  const child = fork(main, [settings], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  closers.push(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Redis counts a listener until it has seen the connection end.
    await vi.waitFor(async () => expect(await listeners(admin)).toBeLessThan(before + 1));
  });
  const before = await listeners(admin);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`worker ended at once: ${code}`))),
  ]);
  return child.pid ?? 0;
}

async function listeners(redis: Redis): Promise<number> {
  const answer = await redis.pubsub('NUMSUB', `${prefix}:doctor`);
  return Number(answer[1]);
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

async function user(name: string, rules: readonly string[]): Promise<void> {
  await admin.call('ACL', 'SETUSER', name, 'reset', 'on', `>${secret}`, ...rules);
}

function withUser(name: string): string {
  return server.url.replace('://', `://${name}:${secret}@`);
}

async function restricted(name: string, rules: readonly string[]): Promise<string> {
  await user(name, rules);
  return withUser(name);
}

async function startReplica(): Promise<string> {
  const replica = await startPrivateRedis();
  closers.push(() => replica.remove());
  const { port } = new URL(server.url);
  await admin.call('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
  await withRedis(replica.url, (redis) => redis.call('REPLICAOF', '127.0.0.1', port));
  // Until it has caught up it refuses everything, in other words.
  await withRedis(replica.url, (redis) =>
    vi.waitFor(async () => expect(await redis.info('replication')).toContain('master_link_status:up'), {
      timeout: 15_000,
      interval: 50,
    }),
  );
  return replica.url;
}

/** Accepts connections, and says nothing. */
async function listenSilently(): Promise<number> {
  return listen(undefined);
}

async function listenAsWebServer(): Promise<number> {
  return listen('HTTP/1.1 400 Bad Request\r\n\r\n');
}

async function listen(says: string | undefined): Promise<number> {
  const open = new Set<Socket>();
  const listening = createServer((socket) => {
    open.add(socket.on('error', () => socket.destroy()));
    if (says !== undefined) socket.end(says);
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closers.push(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => listening.close(resolve));
  });
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
