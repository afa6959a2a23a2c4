import { z } from 'zod';
import { parseDuration } from '../check/duration.ts';
import { ConfigError } from './config-error.ts';
import type { Variables } from './expand-variables.ts';
import { FieldError, field, textOf } from './field.ts';
import { parseBytes } from './parse-bytes.ts';
import { schemaProblems } from './schema-problems.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type SlackEnvironment = {
  readonly botToken: string;
  readonly appToken: string;
  /** Base of Slack's Web API, ending in a slash, where it is not Slack's own. */
  readonly apiUrl: string | undefined;
};

export type RedisEnvironment = {
  /** May hold a password: never to be logged. */
  readonly url: string;
  /** In braces, so that all keys share a slot of Redis Cluster. */
  readonly prefix: string;
};

export type StoreEnvironment = {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
};

export type WorkerEnvironment = { readonly captureConcurrency: number; readonly analyseConcurrency: number };

export type BaseEnvironment = { readonly servicesFile: string; readonly logLevel: LogLevel };

export type Environment = {
  readonly slack: SlackEnvironment;
  readonly redis: RedisEnvironment;
  readonly store: StoreEnvironment;
  readonly worker: WorkerEnvironment;
  readonly base: BaseEnvironment;
};

const hour = 3_600_000;

const slackSchema = z
  .object({
    SLACK_BOT_TOKEN: tokenField('xoxb-', 'the bot token of OAuth & Permissions'),
    SLACK_APP_TOKEN: tokenField('xapp-', 'an app-level token with connections:write, of Basic Information'),
    SLACK_API_URL: optionalField(apiUrlOf),
  })
  .transform(
    (env): SlackEnvironment => ({
      botToken: env.SLACK_BOT_TOKEN,
      appToken: env.SLACK_APP_TOKEN,
      apiUrl: env.SLACK_API_URL,
    }),
  );

const redisSchema = z
  .object({
    REDIS_URL: defaultedField('redis://127.0.0.1:6379', redisUrlOf),
    LEAKCHECK_PREFIX: defaultedField('{leakcheck}', prefixOf),
  })
  .transform((env): RedisEnvironment => ({ url: env.REDIS_URL, prefix: env.LEAKCHECK_PREFIX }));

const storeSchema = z
  .object({
    LEAKCHECK_PROFILE_DIR: defaultedField('./.leakcheck/profiles', textOf),
    LEAKCHECK_PROFILE_MAX_BYTES: defaultedField('2GiB', parseBytes),
    LEAKCHECK_PROFILE_MAX_AGE: defaultedField('72h', ageOf),
  })
  .transform(
    (env): StoreEnvironment => ({
      directory: env.LEAKCHECK_PROFILE_DIR,
      maxBytes: env.LEAKCHECK_PROFILE_MAX_BYTES,
      maxAgeMs: env.LEAKCHECK_PROFILE_MAX_AGE,
    }),
  );

const workerSchema = z
  .object({
    LEAKCHECK_CAPTURE_CONCURRENCY: defaultedField('16', countOf(1, 1000)),
    LEAKCHECK_ANALYSE_CONCURRENCY: defaultedField('2', countOf(1, 64)),
  })
  .transform(
    (env): WorkerEnvironment => ({
      captureConcurrency: env.LEAKCHECK_CAPTURE_CONCURRENCY,
      analyseConcurrency: env.LEAKCHECK_ANALYSE_CONCURRENCY,
    }),
  );

const baseSchema = z
  .object({
    LEAKCHECK_CONFIG: defaultedField('./leakcheck.yaml', textOf),
    LOG_LEVEL: defaultedField('info', logLevelOf),
  })
  .transform((env): BaseEnvironment => ({ servicesFile: env.LEAKCHECK_CONFIG, logLevel: env.LOG_LEVEL }));

/** All that `serve` needs. Throws one ConfigError with every problem, without any value of a token or password. */
export function parseEnvironment(env: Variables): Environment {
  const parts = z.object({
    slack: slackSchema,
    redis: redisSchema,
    store: storeSchema,
    worker: workerSchema,
    base: baseSchema,
  });
  return parsed(parts, { slack: env, redis: env, store: env, worker: env, base: env }, 1);
}

export function parseSlackEnvironment(env: Variables): SlackEnvironment {
  return parsed(slackSchema, env);
}

export function parseRedisEnvironment(env: Variables): RedisEnvironment {
  return parsed(redisSchema, env);
}

export function parseStoreEnvironment(env: Variables): StoreEnvironment {
  return parsed(storeSchema, env);
}

export function parseWorkerEnvironment(env: Variables): WorkerEnvironment {
  return parsed(workerSchema, env);
}

export function parseBaseEnvironment(env: Variables): BaseEnvironment {
  return parsed(baseSchema, env);
}

function parsed<T>(schema: z.ZodType<T>, input: unknown, depth = 0): T {
  const result = schema.safeParse(input);
  if (result.success) {
    return result.data;
  }
  const problems = schemaProblems(result.error, input, () => []);
  throw new ConfigError(
    'The environment',
    problems.map((problem) => ({ ...problem, path: String(problem.path[depth]), line: undefined })),
  );
}

/** An empty variable is what compose files and shells make of one that is not set. */
function isUnset(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function optionalField<T>(read: (value: unknown) => T) {
  return field((value) => (isUnset(value) ? undefined : read(value)));
}

function defaultedField<T>(standard: string, read: (value: unknown) => T) {
  return field((value) => read(isUnset(value) ? standard : value));
}

function tokenField(prefix: string, where: string) {
  const allowed = `${prefix}…, ${where} of the app's pages at api.slack.com/apps`;
  return field(
    (value) => {
      if (isUnset(value)) {
        throw new FieldError('is not set', allowed);
      }
      const token = textOf(value).trim();
      if (!token.startsWith(prefix) || !/^[\x21-\x7e]{6,}$/.test(token)) {
        throw new FieldError(`is not a token that begins with ${prefix}`, allowed);
      }
      return token;
    },
    { secret: true },
  );
}

function apiUrlOf(value: unknown): string {
  const text = textOf(value).trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text) || /[?#@]/.test(text)) {
    throw new FieldError('is not the base url of a Web API', 'https://slack.com/api/');
  }
  return text.endsWith('/') ? text : `${text}/`;
}

function redisUrlOf(value: unknown): string {
  const text = textOf(value).trim();
  if (!/^rediss?:\/\//i.test(text) || !URL.canParse(text) || new URL(text).hostname === '') {
    throw new FieldError('is not the url of a Redis', 'redis://host:6379, or rediss:// for TLS');
  }
  return text;
}

function prefixOf(value: unknown): string {
  const text = textOf(value).trim();
  if (!/^[\w.-]*\{[\w.-]+\}[\w.-]*$/.test(text)) {
    throw new FieldError('has no hash tag in braces', '{leakcheck}, or another word in braces');
  }
  return text;
}

function ageOf(value: unknown): number {
  const age = parseDuration(textOf(value));
  const allowed = '1h to 8760h, for example 72h or 7d';
  if ('problem' in age) {
    throw new FieldError(age.problem, allowed);
  }
  if (age.ms < hour || age.ms > 8760 * hour) {
    throw new FieldError(age.ms < hour ? 'is too short' : 'is too long', allowed);
  }
  return age.ms;
}

function countOf(least: number, most: number): (value: unknown) => number {
  return (value) => {
    const text = textOf(value).trim();
    const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= least && count <= most)) {
      throw new FieldError('is not a whole number in range', `${least} to ${most}`);
    }
    return count;
  };
}

function logLevelOf(value: unknown): LogLevel {
  const text = textOf(value).trim().toLowerCase();
  const level = logLevels.find((known) => known === text);
  if (level === undefined) {
    throw new FieldError('is not a log level', logLevels.join(', '));
  }
  return level;
}
