import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import {
  parseBaseEnvironment,
  parseEnvironment,
  parseRedisEnvironment,
  parseSlackEnvironment,
  parseStoreEnvironment,
  parseWorkerEnvironment,
} from '../../src/config/environment.ts';

const secret = 's3cr3t-t0ken-9f8e7d';
const slack = { SLACK_BOT_TOKEN: `xoxb-${secret}`, SLACK_APP_TOKEN: `xapp-${secret}` };

function errorOf(parse: () => unknown): ConfigError {
  let error: unknown;
  try {
    parse();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigError);
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(secret);
  return error as ConfigError;
}

describe('the environment', () => {
  it('is taken from the process as it is', () => {
    for (const [name, value] of Object.entries(slack)) vi.stubEnv(name, value);
    vi.stubEnv('SLACK_SIGNING_SECRET', undefined);
    const { delivery } = parseEnvironment(process.env).slack;
    vi.unstubAllEnvs();
    expect(delivery).toEqual({ kind: 'socket', appToken: `xapp-${secret}` });
  });

  it('needs no more than the two tokens', () => {
    expect(parseEnvironment(slack)).toEqual({
      slack: {
        botToken: `xoxb-${secret}`,
        delivery: { kind: 'socket', appToken: `xapp-${secret}` },
        apiUrl: undefined,
      },
      redis: { url: 'redis://127.0.0.1:6379', prefix: '{leakcheck}' },
      store: { directory: './.leakcheck/profiles', maxBytes: 2 * 1024 ** 3, maxAgeMs: 72 * 3_600_000 },
      worker: { captureConcurrency: 16, analyseConcurrency: 2 },
      audit: { file: undefined, maxEntries: 50_000 },
      base: { servicesFile: './leakcheck.yaml', logLevel: 'info' },
    });
  });

  it('chooses HTTP where there is a signing secret instead of an app token', () => {
    const http = { SLACK_BOT_TOKEN: slack.SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET: 'ab'.repeat(16) };
    expect(parseSlackEnvironment(http).delivery).toEqual({
      kind: 'http',
      signingSecret: 'ab'.repeat(16),
      listen: { host: '127.0.0.1', port: 3000 },
    });
    for (const [text, listen] of [
      ['8080', { host: '0.0.0.0', port: 8080 }],
      ['[::1]:81', { host: '::1', port: 81 }],
      ['bot.internal:443', { host: 'bot.internal', port: 443 }],
    ] as const) {
      expect(parseSlackEnvironment({ ...http, LEAKCHECK_LISTEN: text }).delivery).toMatchObject({ listen });
    }
  });

  it.each([
    [
      'both',
      { ...slack, SLACK_SIGNING_SECRET: secret },
      'SLACK_APP_TOKEN is set, and so is SLACK_SIGNING_SECRET',
    ],
    [
      'neither',
      { SLACK_BOT_TOKEN: slack.SLACK_BOT_TOKEN },
      'or SLACK_SIGNING_SECRET to be reached over HTTP',
    ],
    [
      'a secret that is none',
      { SLACK_BOT_TOKEN: slack.SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET: secret },
      'SLACK_SIGNING_SECRET is no signing secret',
    ],
    ['a port too high', { ...slack, LEAKCHECK_LISTEN: '127.0.0.1:70000' }, 'LEAKCHECK_LISTEN'],
    ['a url', { ...slack, LEAKCHECK_LISTEN: 'http://0.0.0.0' }, 'is not an address to listen on'],
  ])('refuses %s', (_, env, says) => {
    expect(errorOf(() => parseSlackEnvironment(env)).message.replace(': ', ' ')).toContain(says);
  });

  it('takes the place of every default', () => {
    const env = {
      SLACK_API_URL: 'http://127.0.0.1:4000/api',
      REDIS_URL: 'rediss://:pw@redis.internal:6380/1',
      LEAKCHECK_PREFIX: 'acme-{leaks}',
      LEAKCHECK_PROFILE_DIR: '/var/lib/leakcheck',
      LEAKCHECK_PROFILE_MAX_BYTES: '500MB',
      LEAKCHECK_PROFILE_MAX_AGE: '7d',
      LEAKCHECK_CAPTURE_CONCURRENCY: '64',
      LEAKCHECK_ANALYSE_CONCURRENCY: ' 4 ',
      LEAKCHECK_CONFIG: '/etc/leakcheck.yaml',
      LOG_LEVEL: 'DEBUG',
    };
    expect(parseEnvironment({ ...slack, ...env })).toMatchObject({
      slack: { apiUrl: 'http://127.0.0.1:4000/api/' },
      redis: { url: 'rediss://:pw@redis.internal:6380/1', prefix: 'acme-{leaks}' },
      store: { directory: '/var/lib/leakcheck', maxBytes: 500_000_000, maxAgeMs: 7 * 24 * 3_600_000 },
      worker: { captureConcurrency: 64, analyseConcurrency: 4 },
      base: { servicesFile: '/etc/leakcheck.yaml', logLevel: 'debug' },
    });
  });

  it('counts an empty variable as one that is not set', () => {
    expect(parseRedisEnvironment({ REDIS_URL: '', LEAKCHECK_PREFIX: ' ' }).prefix).toBe('{leakcheck}');
    expect(errorOf(() => parseSlackEnvironment({ ...slack, SLACK_BOT_TOKEN: '' })).message).toContain(
      'is not set',
    );
  });

  it('asks for tokens where Slack is meant, and nowhere else', () => {
    expect(errorOf(() => parseSlackEnvironment({})).problems.map(({ path }) => path)).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
    ]);
    for (const parse of [
      parseRedisEnvironment,
      parseStoreEnvironment,
      parseWorkerEnvironment,
      parseBaseEnvironment,
    ]) {
      expect(parse({})).toBeTypeOf('object');
    }
  });

  it('has every problem told at once', () => {
    const wrong = {
      SLACK_BOT_TOKEN: `xapp-${secret}`,
      SLACK_APP_TOKEN: secret,
      SLACK_API_URL: 'slack.com',
      REDIS_URL: `http://u:${secret}@host`,
      LEAKCHECK_PREFIX: 'leakcheck',
      LEAKCHECK_PROFILE_MAX_BYTES: 'much',
      LEAKCHECK_PROFILE_MAX_AGE: '5m',
      LEAKCHECK_CAPTURE_CONCURRENCY: '0',
      LEAKCHECK_ANALYSE_CONCURRENCY: '1.5',
      LOG_LEVEL: 'loud',
    };
    const error = errorOf(() => parseEnvironment(wrong));
    expect(error.problems.map(({ path }) => path).sort()).toEqual(Object.keys(wrong).sort());
    expect(error.message.split('\n')).toHaveLength(11);
    expect(error.message).toContain('LOG_LEVEL: "loud" is not a log level. Allowed: fatal, error');
    expect(error.message).toContain('SLACK_BOT_TOKEN: is not a token that begins with xoxb-');
  });

  it.each(['redis://', 'localhost:6379', 'http://localhost', 'redis:localhost'])(
    'has no Redis at %s',
    (REDIS_URL) => {
      expect(errorOf(() => parseRedisEnvironment({ REDIS_URL })).message).toContain('REDIS_URL');
    },
  );

  it.each(['leakcheck', '{}', '{a', 'a}', '{a}{b}', '{a b}', '{a}:x', '{{a}}'])(
    'has no hash tag in %s',
    (LEAKCHECK_PREFIX) => {
      expect(errorOf(() => parseRedisEnvironment({ LEAKCHECK_PREFIX })).message).toContain('hash tag');
    },
  );

  it.each([
    ['59m', 'too short'],
    ['9000h', 'too long'],
    ['72', 'no unit'],
  ])('keeps no profile for %s', (LEAKCHECK_PROFILE_MAX_AGE, says) => {
    expect(errorOf(() => parseStoreEnvironment({ LEAKCHECK_PROFILE_MAX_AGE })).message).toContain(says);
  });
});
