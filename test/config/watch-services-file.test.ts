import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Logger } from '../../src/check/logger.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { type WatchedServices, watchServicesFile } from '../../src/config/watch-services-file.ts';

let directory: string;
let file: string;
let watched: WatchedServices | undefined;
let log: [string, object, string][];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-watch-'));
  file = path.join(directory, 'leakcheck.yaml');
  log = [];
});

afterEach(async () => {
  watched?.close();
  watched = undefined;
  await rm(directory, { recursive: true, force: true });
});

const text = (...names: string[]) =>
  `services: {${names.map((name) => `${name}: { targets: ["http://127.0.0.1:6060"] }`).join(', ')}}`;

async function watch(env: Record<string, string> = {}): Promise<WatchedServices> {
  const write = (level: string) => (metadata: object, message: string) => {
    log.push([level, metadata, message]);
  };
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  watched = await watchServicesFile(file, env, { logger, everyMs: 10 });
  return watched;
}

const names = ({ services }: WatchedServices) => services.map(({ name }) => name);

describe('a services file that is watched', () => {
  it('is read again when it is written, into the same list', async () => {
    await writeFile(file, text('payments', 'orders'));
    const { services } = await watch();
    const [payments] = services;
    await writeFile(file, text('payments', 'mailer'));
    await vi.waitFor(() => expect(services.map(({ name }) => name)).toEqual(['payments', 'mailer']));
    expect(services[0]).toEqual(payments);
    expect(log).toEqual([
      [
        'info',
        { added: ['mailer'], removed: ['orders'], changed: [], digests: [] },
        'the services file has changed',
      ],
    ]);
  });

  it('has its rules of access read again as well', async () => {
    await writeFile(file, text('payments'));
    const { access, services } = await watch();
    expect([access().admins, services[0]?.permissions]).toEqual([undefined, {}]);
    const rules = 'admins: [U0ADA]\npersonLimit: none\ndefaults: { permissions: { silence: [S0PAY] } }\n';
    await writeFile(file, `${text('payments')}\n${rules}`);
    await vi.waitFor(() => expect(access().admins?.users).toEqual(['U0ADA']));
    expect(access().personLimit).toBeUndefined();
    expect(services[0]?.permissions?.silence?.userGroups).toEqual(['S0PAY']);
  });

  it('has its digests in one list as well, whose contents follow the file', async () => {
    const withDigest = (cron: string) =>
      `${text('payments')}\ndigests: { morning: { channel: C0123456789, cron: "${cron}" } }`;
    await writeFile(file, withDigest('0 9 * * *'));
    const { digests } = await watch();
    expect(digests.map(({ cron }) => cron)).toEqual(['0 9 * * *']);
    await writeFile(file, withDigest('0 10 * * *'));
    await vi.waitFor(() => expect(digests.map(({ cron }) => cron)).toEqual(['0 10 * * *']));
    await writeFile(file, withDigest('0 25 * * *'));
    await vi.waitFor(() => expect(log.at(-1)?.[0]).toBe('error'));
    expect(digests.map(({ cron }) => cron)).toEqual(['0 10 * * *']);
    await writeFile(file, text('payments'));
    await vi.waitFor(() => expect(digests).toEqual([]));
  });

  it('is read again when a rename puts another in its place', async () => {
    await writeFile(file, text('payments'));
    const watching = await watch();
    await writeFile(`${file}.new`, text('payments', 'orders'));
    await rename(`${file}.new`, file);
    await vi.waitFor(() => expect(names(watching)).toEqual(['payments', 'orders']));
  });

  it('is read again when a symlink on the way is swapped, as Kubernetes does', async () => {
    for (const [version, content] of [
      ['..1', text('payments')],
      ['..2', text('payments', 'orders')],
    ] as const) {
      await mkdir(path.join(directory, version));
      await writeFile(path.join(directory, version, 'leakcheck.yaml'), content);
    }
    await symlink('..1', path.join(directory, '..data'));
    await symlink(path.join('..data', 'leakcheck.yaml'), file);
    const watching = await watch();
    await symlink('..2', path.join(directory, '..data_tmp'));
    await rename(path.join(directory, '..data_tmp'), path.join(directory, '..data'));
    await vi.waitFor(() => expect(names(watching)).toEqual(['payments', 'orders']));
  });

  it('is read again when a file that it names has changed', async () => {
    await writeFile(path.join(directory, 'ca.pem'), 'no certificate');
    await writeFile(file, 'services: { payments: { targets: ["http://127.0.0.1:6060"] } }');
    const watching = await watch();
    await writeFile(file, 'services: { shop: { targets: ["https://127.0.0.1:6060"], tls: { ca: ca.pem } } }');
    await vi.waitFor(() => expect(log.map(([level]) => level)).toEqual(['error']));
    await rm(path.join(directory, 'ca.pem'));
    await vi.waitFor(() => expect(log.map(([level]) => level)).toEqual(['error', 'error']));
    expect(names(watching)).toEqual(['payments']);
  });

  it('keeps what it said when it is not right any more, says so once, and goes on when it is mended', async () => {
    await writeFile(file, text('payments'));
    const watching = await watch();
    await writeFile(file, 'services: { payments: { targets: nonsense } }');
    await vi.waitFor(() => expect(log).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(log).toHaveLength(1);
    expect(log[0]?.[0]).toBe('error');
    expect(JSON.stringify(log[0]?.[1])).toContain('services.payments.targets');
    expect(names(watching)).toEqual(['payments']);
    await rm(file);
    await vi.waitFor(() => expect(log).toHaveLength(2));
    expect(names(watching)).toEqual(['payments']);
    await writeFile(file, text('orders'));
    await vi.waitFor(() => expect(names(watching)).toEqual(['orders']));
  });

  it('must be right at first', async () => {
    await writeFile(file, 'services: 5');
    await expect(watch()).rejects.toBeInstanceOf(ConfigError);
  });

  it('is left alone once it is closed', async () => {
    await writeFile(file, text('payments'));
    const watching = await watch();
    watching.close();
    await writeFile(file, text('orders'));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(names(watching)).toEqual(['payments']);
  });
});
