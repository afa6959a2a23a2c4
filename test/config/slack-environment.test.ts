import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseEnvironment, parseSlackEnvironment } from '../../src/config/environment.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];
const secret = 's3cr3t0f0f0f0f0f0f0f0f0f';
const several = {
  SLACK_CLIENT_ID: '123.456',
  SLACK_CLIENT_SECRET: secret,
  SLACK_SIGNING_SECRET: 'ab'.repeat(16),
  LEAKCHECK_ENCRYPTION_KEY: first.toString('base64'),
};

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    parseSlackEnvironment(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const shown = inspect(error, { depth: 20, showHidden: true });
    for (const hidden of [secret, first.toString('base64'), second.toString('base64')]) {
      expect(shown).not.toContain(hidden);
    }
    return error.problems.map(({ path, message, allowed }) => `${path} ${message} (${allowed})`);
  }
  return [];
}

function installOf(env: Record<string, string>) {
  const slack = parseSlackEnvironment({ ...several, ...env });
  if (!('install' in slack)) throw new Error('it is for one workspace');
  return slack.install;
}

describe('the environment of several workspaces', () => {
  it('needs the client’s id and secret, a key and a way for Slack to reach the bot', () => {
    expect(parseEnvironment(several).slack).toEqual({
      delivery: {
        kind: 'http',
        signingSecret: 'ab'.repeat(16),
        listen: { host: '127.0.0.1', port: 3000 },
      },
      apiUrl: undefined,
      install: {
        clientId: '123.456',
        clientSecret: secret,
        keys: [new Uint8Array(first)],
        allowed: undefined,
        scopes: [],
        publicUrl: undefined,
        listen: { host: '127.0.0.1', port: 3000 },
      },
    });
  });

  it('takes events over Socket Mode as well, with the pages where it listens', () => {
    const socket = {
      ...several,
      SLACK_SIGNING_SECRET: '',
      SLACK_APP_TOKEN: 'xapp-1-a',
      LEAKCHECK_LISTEN: '8080',
    };
    expect(parseSlackEnvironment(socket)).toMatchObject({
      delivery: { kind: 'socket', appToken: 'xapp-1-a' },
      install: { listen: { host: '0.0.0.0', port: 8080 } },
    });
  });

  it('takes older keys behind the one in use, a list of workspaces and the address of the bot', () => {
    const install = installOf({
      LEAKCHECK_ENCRYPTION_KEY: `${first.toString('base64')}, ${second.toString('base64')}`,
      LEAKCHECK_WORKSPACES: 'T0ACME, E0ORG',
      LEAKCHECK_SCOPES: 'usergroups:read, channels:history',
      LEAKCHECK_PUBLIC_URL: 'https://leakcheck.example.com/',
    });
    expect(install).toMatchObject({
      keys: [new Uint8Array(first), new Uint8Array(second)],
      allowed: ['T0ACME', 'E0ORG'],
      scopes: ['usergroups:read', 'channels:history'],
      publicUrl: 'https://leakcheck.example.com',
    });
  });

  it('names everything that is missing at once, with where to find it', () => {
    expect(problemsOf({ SLACK_CLIENT_SECRET: secret })).toEqual([
      expect.stringMatching(/^SLACK_APP_TOKEN is not set/),
      expect.stringMatching(/^SLACK_CLIENT_ID is not set \(two numbers/),
      expect.stringMatching(/^LEAKCHECK_ENCRYPTION_KEY is not set \(32 random bytes in base64 \(openssl/),
    ]);
  });

  it('is not that of one workspace as well', () => {
    const [problem, ...others] = problemsOf({ ...several, SLACK_BOT_TOKEN: `xoxb-${secret}` });
    expect(problem).toMatch(/^SLACK_BOT_TOKEN is set, and so are SLACK_CLIENT_ID/);
    expect(others).toEqual([]);
  });

  it.each([
    ['SLACK_CLIENT_ID', 'A0123'],
    ['SLACK_CLIENT_ID', '123.456.789'],
    ['SLACK_CLIENT_SECRET', 'short'],
    ['SLACK_CLIENT_SECRET', 'has a space in it, so it is none'],
    ['LEAKCHECK_ENCRYPTION_KEY', 'secret'],
    ['LEAKCHECK_ENCRYPTION_KEY', randomBytes(16).toString('base64')],
    ['LEAKCHECK_ENCRYPTION_KEY', randomBytes(33).toString('base64')],
    ['LEAKCHECK_ENCRYPTION_KEY', first.toString('hex')],
    ['LEAKCHECK_ENCRYPTION_KEY', Buffer.alloc(32).toString('base64')],
    ['LEAKCHECK_ENCRYPTION_KEY', `${first.toString('base64')},`],
    ['LEAKCHECK_ENCRYPTION_KEY', Array.from({ length: 6 }, () => randomBytes(32).toString('base64')).join()],
    ['LEAKCHECK_WORKSPACES', 'acme'],
    ['LEAKCHECK_WORKSPACES', 'T0ACME;T0BETA'],
    ['LEAKCHECK_WORKSPACES', ','],
    ['LEAKCHECK_SCOPES', 'admin'],
    ['LEAKCHECK_PUBLIC_URL', 'leakcheck.example.com'],
    ['LEAKCHECK_PUBLIC_URL', 'http://leakcheck.example.com'],
    ['LEAKCHECK_PUBLIC_URL', 'https://user:pw@leakcheck.example.com'],
    ['LEAKCHECK_PUBLIC_URL', 'https://leakcheck.example.com?x=1'],
  ])('refuses as %s %s', (name, value) => {
    expect(problemsOf({ ...several, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} `)),
    ]);
  });

  it('may be tried on one’s own machine without https', () => {
    expect(installOf({ LEAKCHECK_PUBLIC_URL: 'http://localhost:3000' }).publicUrl).toBe(
      'http://localhost:3000',
    );
  });
});
