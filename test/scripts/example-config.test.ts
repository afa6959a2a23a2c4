import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { digestKeys } from '../../src/config/digest-schema.ts';
import { serviceSchemas } from '../../src/config/service-schema.ts';
import { parseServicesFile } from '../../src/config/services-file.ts';

const text = read('leakcheck.example.yaml');
/** The same file with every key at work: `#key` is a key to take, `# words` a sentence. */
const everyKey = text.replace(/^(\s*)#(?=\S)/gm, '$1');

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

/** What the keys take from the environment. */
const env = {
  PAYMENTS_PPROF_TOKEN: 'secret',
  PD_ROUTING_KEY: 'R0UTINGKEY',
  HOOK_SECRET: 'sixteen-letters-or-more',
  GITHUB_TOKEN: 'ghp_secret',
};

const [pem = ''] = rootCertificates;

describe('leakcheck.example.yaml', () => {
  it('is a services file as it stands, with nothing in the environment', () => {
    const { services } = parseServicesFile(text, {});
    expect(services.map(({ name, targets }) => [name, targets.length])).toEqual([
      ['payments', 3],
      ['orders', 1],
      ['catalog', 1],
    ]);
  });

  it('is still one with every key taken', () => {
    const [payments] = parseServicesFile(everyKey, env, { readText: () => pem }).services;
    expect(payments).toMatchObject({
      owner: { userGroup: 'S0123456789', channel: 'C0123456789', label: 'Payments team' },
      channels: ['C0123456789'],
      memoryLimitBytes: 768 * 1024 ** 2,
      escalation: [{ kind: 'pagerduty', region: 'eu' }, { kind: 'webhook' }, { kind: 'github' }],
      escalateAfterMs: 1_800_000,
    });
    expect(payments?.targets[0]?.headers).toEqual({ Authorization: 'Bearer secret' });
    expect(payments?.targets[0]?.tlsCa).toContain('BEGIN CERTIFICATE');
  });

  it('shows every key that a service may have', () => {
    const shown = Object.keys(parse(everyKey).services.payments).sort();
    expect(shown).toEqual(Object.keys(serviceSchemas({}, () => '').service.shape).sort());
  });

  it('shows every key that a digest may have', () => {
    expect(Object.keys(parse(everyKey).digests.morning).sort()).toEqual([...digestKeys].sort());
    const [morning] = parseServicesFile(everyKey, env, { readText: () => pem }).digests;
    expect(morning).toMatchObject({ name: 'morning', cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' });
  });

  it('names the replicas that docker-compose.yml starts, and no other', () => {
    const started = Object.keys(parse(read('docker-compose.yml'), { merge: true }).services);
    const { services } = parseServicesFile(text, {});
    const asked = services.flatMap(({ targets }) => targets.map(({ url }) => new URL(url).hostname));
    expect(asked.sort()).toEqual(started.filter((name) => /-\d$/.test(name)).sort());
  });
});
