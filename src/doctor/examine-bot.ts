import { ConfigError } from '../config/config-error.ts';
import {
  parseAuditEnvironment,
  parseBaseEnvironment,
  parseRedisEnvironment,
  parseSlackEnvironment,
  parseStoreEnvironment,
  parseWorkerEnvironment,
} from '../config/environment.ts';
import type { Variables } from '../config/expand-variables.ts';
import { wantsSeveralWorkspaces } from '../config/slack-environment.ts';
import { type Examination, skipAll } from './examination.ts';
import { examineDirectory } from './examine-directory.ts';
import { examineRedis } from './examine-redis.ts';
import { examineSharing } from './examine-sharing.ts';
import { examineSlack, slackExaminations } from './examine-slack.ts';
import { examineWorkspaces } from './examine-workspaces.ts';
import { redisExaminations } from './judge-redis.ts';
import { sharingExamination } from './judge-sharing.ts';
import { within } from './within.ts';

const slackVariables = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
] as const;
const partMs = 8_000;
const directoryExaminations = ['Profile directory', sharingExamination] as const;

/** Whether the environment says that a bot or worker is to run, and not the command line alone. */
export function wantsBot(env: Variables): boolean {
  return [...slackVariables, 'REDIS_URL'].some((name) => isSet(env, name));
}

export async function examineRedisOf(env: Variables, signal: AbortSignal): Promise<readonly Examination[]> {
  if (!wantsBot(env)) {
    return skipAll(redisExaminations.slice(0, 1), 'REDIS_URL is not set: the command line needs no Redis');
  }
  const nextStep = 'Is Redis overloaded? Check REDIS_URL.';
  return configured('Redis', async () => {
    const redisAt = parseRedisEnvironment(env);
    return within({ name: 'Redis', ms: partMs, signal, nextStep }, () => examineRedis(redisAt));
  });
}

export async function examineSlackOf(env: Variables, signal: AbortSignal): Promise<readonly Examination[]> {
  if (!slackVariables.some((name) => isSet(env, name))) {
    const says = 'SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set: the command line needs no Slack';
    return skipAll(['Slack'], says);
  }
  const nextStep = 'Is slack.com open in firewall and proxy? Check SLACK_API_URL where it is set.';
  return configured('Slack', async () => {
    const slack = parseSlackEnvironment(env);
    return within({ name: slackExaminations[0], ms: partMs, signal, nextStep }, () => examineSlack(slack));
  });
}

/** The workspaces that installed leakcheck; nothing where it serves one whose token is given. */
export async function examineWorkspacesOf(
  env: Variables,
  signal: AbortSignal,
): Promise<readonly Examination[]> {
  if (!wantsSeveralWorkspaces(env)) return [];
  const name = 'Workspaces';
  const nextStep = 'Are slack.com and Redis reachable from here?';
  try {
    const [slack, redisAt] = [parseSlackEnvironment(env), parseRedisEnvironment(env)];
    if (!('install' in slack)) return [];
    return await within({ name, ms: partMs, signal, nextStep }, () =>
      examineWorkspaces(slack.install, redisAt, slack.apiUrl),
    );
  } catch (error) {
    // What is wrong with the environment is said where it is used first.
    if (error instanceof ConfigError) return skipAll([name], 'the environment has problems, see above');
    throw error;
  }
}

/** What else `serve` reads from the environment; nothing where no bot is wanted. */
export async function examineServeOf(env: Variables): Promise<readonly Examination[]> {
  if (!wantsBot(env)) return [];
  const name = 'Settings of serve';
  const [worker, base] = await Promise.all([
    configured(name, async () => {
      const { captureConcurrency, analyseConcurrency } = parseWorkerEnvironment(env);
      const says = `up to ${captureConcurrency} captures and ${analyseConcurrency} analyses at once in a worker`;
      return [{ name, state: 'ok', says }];
    }),
    configured(name, async () => {
      parseBaseEnvironment(env);
      parseAuditEnvironment(env);
      return [];
    }),
  ]);
  return [...worker, ...base];
}

export async function examineStoreOf(env: Variables, signal: AbortSignal): Promise<readonly Examination[]> {
  if (!wantsBot(env) && !isSet(env, 'LEAKCHECK_PROFILE_DIR')) {
    const says = 'LEAKCHECK_PROFILE_DIR is not set: the command line keeps no profiles';
    return skipAll(directoryExaminations.slice(0, 1), says);
  }
  const [directory, sharing] = await Promise.all([writableOf(env, signal), sharingOf(env, signal)]);
  return [...directory, ...sharing];
}

const diskStep = 'Does the network mount of LEAKCHECK_PROFILE_DIR hang?';

function writableOf(env: Variables, signal: AbortSignal): Promise<readonly Examination[]> {
  const [name] = directoryExaminations;
  return configured(name, async () => {
    const store = parseStoreEnvironment(env);
    return within({ name, ms: partMs, signal, nextStep: diskStep }, async () => [
      await examineDirectory(store),
    ]);
  });
}

async function sharingOf(env: Variables, signal: AbortSignal): Promise<readonly Examination[]> {
  if (!wantsBot(env))
    return skipAll([sharingExamination], 'REDIS_URL is not set: there are no workers to ask');
  const name = sharingExamination;
  try {
    const redisAt = parseRedisEnvironment(env);
    const { directory } = parseStoreEnvironment(env);
    const part = { name, ms: partMs, signal, nextStep: diskStep };
    return await within(part, async () => [await examineSharing(redisAt, directory)]);
  } catch (error) {
    // What is wrong with the environment is said where it is used first.
    if (error instanceof ConfigError) return skipAll([name], 'the environment has problems, see above');
    throw error;
  }
}

/** An environment that cannot be used is a problem of the part that needs it, each variable on its own. */
async function configured(
  name: string,
  examine: () => Promise<readonly Examination[]>,
): Promise<readonly Examination[]> {
  try {
    return await examine();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, value, message, allowed }) => ({
      name,
      state: 'fail',
      says: `${path} ${value === undefined ? '' : `${value} `}${message}`,
      nextStep: allowed === undefined ? `Correct ${path}.` : `Allowed: ${allowed}.`,
    }));
  }
}

function isSet(env: Variables, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}
