import type { Redis } from 'ioredis';
import { PostError } from '../check/poster.ts';
import { type Installations, UnreadableInstallationError } from '../check/workspaces/installations.ts';
import { isTokenRefused } from '../check/workspaces/token-refused.ts';
import type { RedisEnvironment } from '../config/environment.ts';
import type { InstallEnvironment } from '../config/slack-environment.ts';
import { identifyBot } from '../notify/identify-bot.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { plural } from '../report/units.ts';
import { createRedisInstallations } from '../store/redis-installations.ts';
import { type Examination, skipAll } from './examination.ts';
import { openRedis } from './open-redis.ts';
import { slackFailure } from './slack-failure.ts';

const name = 'Workspaces';
const answerWithinMs = 5_000;
/** The rest is counted: each is a question to Slack. */
const mostAsked = 50;

const token = { name, variable: 'the store', page: '/slack/install of the bot, in that workspace' };

/** Whether each workspace that installed leakcheck can be read and served, and whether people find the page that installs it. */
export async function examineWorkspaces(
  install: InstallEnvironment,
  redisAt: RedisEnvironment,
  apiUrl: string | undefined,
): Promise<readonly Examination[]> {
  const opened = await openRedis(redisAt.url);
  if (!('redis' in opened)) {
    return [...skipAll([name], 'Redis, where they are kept, does not answer'), examineAddress(install)];
  }
  try {
    return [...(await examineAll(opened.redis, { install, redisAt, apiUrl })), examineAddress(install)];
  } finally {
    opened.redis.disconnect();
  }
}

async function examineAll(
  redis: Redis,
  {
    install,
    redisAt,
    apiUrl,
  }: {
    readonly install: InstallEnvironment;
    readonly redisAt: RedisEnvironment;
    readonly apiUrl: string | undefined;
  },
): Promise<readonly Examination[]> {
  const installations = createRedisInstallations({ redis, prefix: redisAt.prefix, keys: install.keys });
  const ids = await installations.ids();
  if (ids.length === 0) {
    const nextStep = `Open ${install.publicUrl ?? 'the address of the bot'}/slack/install in a browser, for each workspace.`;
    return [{ name, state: 'warn', says: 'no workspace has installed leakcheck yet', nextStep }];
  }
  const asked = ids.slice(0, mostAsked);
  const problems = (await Promise.all(asked.map((id) => problemOf(installations, id, apiUrl)))).flat();
  const fine = asked.length - problems.length;
  const keys = plural(install.keys.length, 'key');
  const rest = ids.length > asked.length ? `, and ${ids.length - asked.length} more that were not tried` : '';
  const says = `${plural(fine, 'workspace')} of ${asked.length} can be read (${keys}) and Slack takes the token${rest}`;
  return [...problems, ...(fine > 0 ? [{ name, state: 'ok' as const, says }] : [])];
}

async function problemOf(
  installations: Pick<Installations, 'get'>,
  id: string,
  apiUrl: string | undefined,
): Promise<readonly Examination[]> {
  try {
    const installation = await installations.get(id);
    if (installation === undefined) return [];
    await identifyBot(createSlackClient({ token: installation.botToken, apiUrl, timeoutMs: answerWithinMs }));
    return [];
  } catch (error) {
    if (error instanceof UnreadableInstallationError) {
      const says = `the installation of ${id} cannot be read: ${error.problem}`;
      const { nextStep } = error;
      return [
        { name, state: 'fail', says, nextStep: `${nextStep.charAt(0).toUpperCase()}${nextStep.slice(1)}` },
      ];
    }
    if (!(error instanceof PostError)) throw error;
    const failure = slackFailure(token, error);
    const nextStep = `Install leakcheck there again at ${install(id)}, or leave it out: nobody there is answered.`;
    return [{ ...failure, says: `${id}: ${failure.says}`, ...(isTokenRefused(error) ? { nextStep } : {}) }];
  }
}

function install(id: string): string {
  return `/slack/install (signed in to ${id})`;
}

function examineAddress({ publicUrl, listen, allowed }: InstallEnvironment): Examination {
  const who =
    allowed === undefined ? 'any workspace may install it' : `only ${allowed.join(', ')} may install it`;
  if (publicUrl !== undefined) {
    return {
      name: 'Install page',
      state: allowed === undefined ? 'warn' : 'ok',
      says: `${publicUrl}/slack/install; ${who}`,
      ...(allowed === undefined
        ? {
            nextStep:
              'Name the workspaces that may in LEAKCHECK_WORKSPACES, unless the address is reachable for your people alone.',
          }
        : {}),
    };
  }
  return {
    name: 'Install page',
    state: 'warn',
    says: `at ${listen.host}:${listen.port}; ${who}; LEAKCHECK_PUBLIC_URL is not set, so Slack sends people to the first redirect url of the app's settings`,
    nextStep:
      'Set LEAKCHECK_PUBLIC_URL to the address of the bot, and that with /slack/oauth_redirect behind it as redirect url of the app.',
  };
}
