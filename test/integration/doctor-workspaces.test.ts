import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doctorCommand } from '../../src/cli/doctor-command.ts';
import { type InstalledBot, install, newKey, startInstalledBot } from './fixtures/installed-bot.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;
let folder: string;
let bot: InstalledBot;

beforeAll(async () => {
  server = await startPrivateRedis();
  folder = await mkdtemp(path.join(tmpdir(), 'leakcheck-doctor-'));
  await writeFile(path.join(folder, 'leakcheck.yaml'), 'services: {}\n');
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  bot = await startInstalledBot(server.url);
});
afterEach(() => bot.close());

/** What doctor says of the workspaces and of the page that installs it. */
async function doctor(more: Record<string, string> = {}): Promise<readonly string[]> {
  let text = '';
  await doctorCommand({
    args: ['--json'],
    env: {
      ...bot.env,
      LEAKCHECK_CONFIG: path.join(folder, 'leakcheck.yaml'),
      LEAKCHECK_PROFILE_DIR: folder,
      ...more,
    },
    out: (part) => {
      text += part;
    },
    err: () => undefined,
    errIsTerminal: false,
    outIsTerminal: false,
    columns: 100,
    signal: new AbortController().signal,
  });
  for (const workspace of [bot.acme, bot.beta]) {
    for (const token of bot.slack.installs.tokensOf(workspace)) expect(text).not.toContain(token);
  }
  const { examinations } = JSON.parse(text) as {
    examinations: { name: string; state: string; says: string; nextStep?: string }[];
  };
  return examinations
    .filter(({ name }) => name === 'Workspaces' || name === 'Install page')
    .map(({ name, state, says, nextStep = '' }) => `${state} ${name}: ${says}. ${nextStep}`);
}

describe('doctor of several workspaces', () => {
  it('says where to install leakcheck while nobody has', async () => {
    expect(await doctor()).toEqual([
      expect.stringMatching(
        /^warn Workspaces: no workspace has installed leakcheck yet\. Open http.*\/slack\/install/,
      ),
      expect.stringMatching(/^warn Install page: .* any workspace may install it\. Name the workspaces/),
    ]);
  });

  it('counts the workspaces whose installation can be read and whose token Slack takes', async () => {
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    const [workspaces, page] = await doctor({ LEAKCHECK_WORKSPACES: 'T0ACME' });
    expect(workspaces).toMatch(
      /^ok Workspaces: 2 workspaces of 2 can be read \(1 key\) and Slack takes the token/,
    );
    expect(page).toMatch(/^ok Install page: http.*\/slack\/install; only T0ACME may install it/);
  });

  it('names a workspace whose token Slack does not take, beside those that are fine', async () => {
    await install(bot, bot.acme);
    await install(bot, bot.beta);
    bot.slack.installs.end(bot.acme, 'token_revoked');
    const [refused, fine] = await doctor();
    expect(refused).toContain(`fail Workspaces: ${bot.teams.acme}: Slack refuses the token: token_revoked`);
    expect(refused).toContain('Install leakcheck there again');
    expect(fine).toContain('1 workspace of 2');
  });

  it('names a workspace whose installation no key opens, with what to do', async () => {
    await install(bot, bot.acme);
    const [unreadable] = await doctor({ LEAKCHECK_ENCRYPTION_KEY: newKey() });
    expect(unreadable).toMatch(
      new RegExp(
        `^fail Workspaces: the installation of ${bot.teams.acme} cannot be read: .*Add the earlier key`,
      ),
    );
  });

  it('tells a key that is none where the environment is examined, and tries no workspace', async () => {
    expect(await doctor({ LEAKCHECK_ENCRYPTION_KEY: 'short' })).toEqual([
      expect.stringMatching(/^skipped Workspaces: the environment has problems, see above/),
    ]);
  });
});
