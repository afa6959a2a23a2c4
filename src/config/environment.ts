import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import {
  ageOf,
  countOf,
  defaultedField,
  type LogLevel,
  logLevelOf,
  optionalField,
  prefixOf,
  redisUrlOf,
} from './environment-fields.ts';
import type { Variables } from './expand-variables.ts';
import { textOf } from './field.ts';
import { parseBytes } from './parse-bytes.ts';
import { schemaProblems } from './schema-problems.ts';
import { type SlackEnvironment, slackSchema } from './slack-environment.ts';

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

export type AuditEnvironment = {
  /** JSON lines are appended to it, where one is named. */
  readonly file: string | undefined;
  /** About as many entries are kept in Redis. */
  readonly maxEntries: number;
};

export type BaseEnvironment = { readonly servicesFile: string; readonly logLevel: LogLevel };

export type Environment = {
  readonly slack: SlackEnvironment;
  readonly redis: RedisEnvironment;
  readonly store: StoreEnvironment;
  readonly worker: WorkerEnvironment;
  readonly audit: AuditEnvironment;
  readonly base: BaseEnvironment;
};

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

const auditSchema = z
  .object({
    LEAKCHECK_AUDIT_FILE: optionalField(textOf),
    LEAKCHECK_AUDIT_MAX: defaultedField('50000', countOf(100, 999_999)),
  })
  .transform(
    (env): AuditEnvironment => ({ file: env.LEAKCHECK_AUDIT_FILE, maxEntries: env.LEAKCHECK_AUDIT_MAX }),
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
    audit: auditSchema,
    base: baseSchema,
  });
  return parsed(parts, { slack: env, redis: env, store: env, worker: env, audit: env, base: env }, 1);
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

export function parseAuditEnvironment(env: Variables): AuditEnvironment {
  return parsed(auditSchema, env);
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
