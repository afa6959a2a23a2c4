import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseServicesFile } from '../../src/config/services-file.ts';

const env = {
  PD_ROUTING_KEY: 'R0UTINGKEY',
  HOOK_SECRET: 'sixteen-letters-or-more',
  GITHUB_TOKEN: 'ghp_secret',
  SHORT: 'short',
};

function parse(escalation: string, more = '') {
  const text = `services:\n  payments:\n    targets: [http://10.0.0.7:6060]\n${more}    escalation:\n${escalation}`;
  return parseServicesFile(text, env).services[0];
}

function problems(escalation: string, more = ''): string {
  try {
    parse(escalation, more);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('escalation in the services file', () => {
  it('is a list of ways in order, with secrets from the environment', () => {
    const service = parse(
      [
        `      - pagerduty: { routingKey: "\${PD_ROUTING_KEY}", region: eu, severity: warning }`,
        `      - webhook: { name: ops, url: "https://ops.example/hook?key=\${HOOK_SECRET}", secret: "\${HOOK_SECRET}" }`,
        `      - github: { repository: acme/payments, token: "\${GITHUB_TOKEN}", labels: [memory-leak], apiUrl: https://ghe.example/api/v3 }`,
      ].join('\n'),
      '    escalateAfter: 30m\n',
    );
    expect(service?.escalateAfterMs).toBe(1_800_000);
    expect(service?.escalation).toEqual([
      {
        kind: 'pagerduty',
        key: 'pagerduty',
        name: undefined,
        routingKey: 'R0UTINGKEY',
        region: 'eu',
        severity: 'warning',
        apiUrl: 'https://events.eu.pagerduty.com/',
      },
      {
        kind: 'webhook',
        key: 'webhook-ops',
        name: 'ops',
        url: 'https://ops.example/hook?key=sixteen-letters-or-more',
        secret: 'sixteen-letters-or-more',
        headers: {},
      },
      {
        kind: 'github',
        key: 'github-acme.payments',
        repository: 'acme/payments',
        token: 'ghp_secret',
        labels: ['memory-leak'],
        apiUrl: 'https://ghe.example/api/v3',
      },
    ]);
  });

  it('may stand among the defaults, and a service may have its own', () => {
    const hook = (name: string) =>
      `[{ webhook: { name: ${name}, url: https://x.example/, secret: "\${HOOK_SECRET}" } }]`;
    const { services } = parseServicesFile(
      `defaults: { escalation: ${hook('all')}, escalateAfter: 1h }\nservices:\n  a: { targets: [http://a:1] }\n  b: { targets: [http://b:1], escalation: ${hook('own')} }\n`,
      env,
    );
    expect(
      services.map(({ escalation, escalateAfterMs }) => [escalation?.[0]?.key, escalateAfterMs]),
    ).toEqual([
      ['webhook-all', 3_600_000],
      ['webhook-own', 3_600_000],
    ]);
  });

  it.each([
    [`      - pagerduty: { routingKey: "\${NOT_SET}" }`, 'NOT_SET, which is not set'],
    [
      `      - webhook: { name: ops, url: https://x.example/, secret: "\${SHORT}" }`,
      'at least 16 characters',
    ],
    [
      `      - webhook: { name: ops, url: "https://u:sixteen-letters-or-more@x.example/", secret: "\${HOOK_SECRET}" }`,
      'carries credentials',
    ],
    [`      - webhook: { name: ops, url: http://169.254.169.254/, secret: "\${HOOK_SECRET}" }`, 'link-local'],
    [`      - github: { repository: payments, token: "\${GITHUB_TOKEN}" }`, 'owner/name'],
    [`      - github: { repository: acme/payments, token: "\${GITHUB_TOKEN} x" }`, 'read and write issues'],
    [`      - pagerduty: { routingKey: "\${PD_ROUTING_KEY}", region: mars }`, 'us, eu'],
    [`      - pagerduty: { routingKey: "\${PD_ROUTING_KEY}", regoin: eu }`, 'did you mean `region`'],
    [`      - pagerdutty: { routingKey: "\${PD_ROUTING_KEY}" }`, 'did you mean `pagerduty`'],
    ['      - {}', 'names no way'],
    [
      `      - { pagerduty: { routingKey: "\${PD_ROUTING_KEY}" }, github: { repository: a/b, token: "\${GITHUB_TOKEN}" } }`,
      'more than one way',
    ],
    [
      `      - pagerduty: { routingKey: "\${PD_ROUTING_KEY}" }\n      - pagerduty: { routingKey: "\${PD_ROUTING_KEY}" }`,
      'is the same way as one before',
    ],
  ])('refuses %j, and shows no secret', (escalation, words) => {
    const said = problems(escalation);
    expect(said).toContain(words);
    for (const secret of Object.values(env)) expect(said).not.toContain(secret);
  });

  it('refuses to escalate by itself to nobody', () => {
    const text = (more: string) => `services:\n  a: { targets: [http://a:1], escalateAfter: 1h }\n${more}`;
    expect(() => parseServicesFile(text(''), env)).toThrow(
      /services\.a\.escalateAfter.*escalates to nobody/s,
    );
    const { services } = parseServicesFile(text('defaults: { owner: { channel: C0123456789 } }\n'), env);
    expect(services[0]?.escalateAfterMs).toBe(3_600_000);
  });

  it.each([
    ['5s', 'too short'],
    ['30d', 'too long'],
    ['30', 'no unit'],
  ])('refuses %s without acknowledgement', (time, words) => {
    const hook = `      - webhook: { name: ops, url: https://x.example/, secret: "\${HOOK_SECRET}" }`;
    expect(problems(hook, `    escalateAfter: ${time}\n`)).toContain(words);
  });
});
