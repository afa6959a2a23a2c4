import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseServicesFile } from '../../src/config/services-file.ts';

const none = { users: [], userGroups: [], channels: [] };

function file(service: string, rest = ''): string {
  return `services: { payments: { targets: [http://a:1]${service} } }\n${rest}`;
}

function problemsOf(text: string) {
  try {
    parseServicesFile(text, {});
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('nothing was wrong with it');
}

describe('permissions in a services file', () => {
  it('leave everything to everybody and limit checks where nothing is said', () => {
    const { services, access } = parseServicesFile(file(''), {});
    expect(services[0]).toMatchObject({ permissions: {}, checkLimit: { checks: 6, windowMs: 600_000 } });
    expect(access).toEqual({
      admins: undefined,
      permissions: {},
      personLimit: { checks: 10, windowMs: 600_000 },
    });
  });

  it('tell users, groups and channels apart by their ids', () => {
    const text = file(', permissions: { check: [U0ANN, S0PAY, C0PAY, W0BEA, G0OPS], silence: S0PAY }');
    expect(parseServicesFile(text, {}).services[0]?.permissions).toEqual({
      check: { users: ['U0ANN', 'W0BEA'], userGroups: ['S0PAY'], channels: ['C0PAY', 'G0OPS'] },
      silence: { ...none, userGroups: ['S0PAY'] },
    });
  });

  it('of a service take the place of the default for the same action, and open what it closes', () => {
    const defaults = 'defaults: { permissions: { check: [S0ALL], escalate: [S0ALL], silence: [S0ALL] } }';
    const { services, access } = parseServicesFile(
      file(', permissions: { silence: [U0ANN], check: everyone }', defaults),
      {},
    );
    expect(services[0]?.permissions).toEqual({
      escalate: { ...none, userGroups: ['S0ALL'] },
      silence: { ...none, users: ['U0ANN'] },
    });
    expect(Object.keys(access.permissions)).toEqual(['check', 'escalate', 'silence']);
  });

  it('name admins and limits for all services', () => {
    const text = file(', checkLimit: 3 in 1h', 'admins: [U0ADA, S0OPS]\npersonLimit: none');
    const { services, access } = parseServicesFile(text, {});
    expect(services[0]?.checkLimit).toEqual({ checks: 3, windowMs: 3_600_000 });
    expect(access).toMatchObject({
      admins: { users: ['U0ADA'], userGroups: ['S0OPS'], channels: [] },
      personLimit: undefined,
    });
  });

  it.each([
    [
      file(', permissions: { check: [payments-team] }'),
      'services.payments.permissions.check[0]',
      /not the id of/,
    ],
    [file(', permissions: { check: "@ann" }'), 'services.payments.permissions.check', /not the id of/],
    [file(', permissions: { silence: [] }'), 'services.payments.permissions.silence', /missing or empty/],
    [
      file(', permissions: { chekc: [U0ANN] }'),
      'services.payments.permissions.chekc',
      /did you mean `check`/,
    ],
    [
      file('', 'defaults: { permissions: { mute: [U0ANN] } }'),
      'defaults.permissions.mute',
      /not a known key/,
    ],
    [file('', 'admins: [C0PAY]'), 'admins[0]', /not the id of a user or a user group/],
    [file('', 'admin: [U0ADA]'), 'admin', /did you mean `admins`/],
    [file(', checkLimit: 5'), 'services.payments.checkLimit', /not a number of checks in a time/],
    [file(', checkLimit: 5 in 10 parsecs'), 'services.payments.checkLimit', /unknown unit/],
    [file('', 'personLimit: 0 in 10m'), 'personLimit', /out of range/],
    [file('', 'personLimit: 5 in 2d'), 'personLimit', /out of range/],
  ])('say what is wrong: %j', (text, path, message) => {
    expect(problemsOf(text)).toMatchObject([{ path, message: expect.stringMatching(message) }]);
    expect(problemsOf(text)[0]?.allowed).toMatch(/\w/);
  });
});
