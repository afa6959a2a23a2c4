import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadServicesFile } from '../../src/config/services-file.ts';

const certificate = `-----BEGIN CERTIFICATE-----
MIIBiDCCAS2gAwIBAgIUEG+pLtV2ZNhYOdECcnOcQ+Rmmi8wCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwObGVha2NoZWNrIHRlc3QwHhcNMjYxMTIzMDcwMjExWhcNMzYx
MTIwMDcwMjExWjAZMRcwFQYDVQQDDA5sZWFrY2hlY2sgdGVzdDBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABLyNekv/4ZSWG5qXNHfjHIoaoYSe1Lo71y+tUXVStuVg
1sxpmJH5npxXkR2CH6ltvyPHeJ2QjTXSTlkIy/DTmS2jUzBRMB0GA1UdDgQWBBRW
8nfKlycJbtRGPKPz64SjexGrdjAfBgNVHSMEGDAWgBRW8nfKlycJbtRGPKPz64Sj
exGrdjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDoMcjfpObZ
WlaLN0bxdGtFr1MypOq+lhU/uYvSmeBmywIhAOGGAqQ43yq/qBBn1TzE5dgPP3ks
3dSVT3yCS0wLU4Jy
-----END CERTIFICATE-----`;
const privateKey = '-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-config-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function load(text: string, env: Record<string, string> = {}) {
  const file = path.join(directory, 'leakcheck.yaml');
  await writeFile(file, text);
  return (await loadServicesFile(file, env)).services[0]?.targets[0]?.tlsCa;
}

const service = (tls: string) => `services: { payments: { targets: [https://10.0.0.7], tls: ${tls} } }`;

it('reads an authority from a file beside the services file', async () => {
  await writeFile(path.join(directory, 'ca.pem'), `${certificate}\n`);
  expect(await load(service('{ ca: ca.pem }'))).toBe(certificate);
});

it('reads an authority from the environment', async () => {
  expect(await load(service('{ caFromEnv: CA_PEM }'), { CA_PEM: certificate })).toBe(certificate);
});

it('takes the certificates out of a file with a private key, and the key not', async () => {
  await writeFile(path.join(directory, 'ca.pem'), `${certificate}\n${privateKey}\n${certificate}\n`);
  expect(await load(service('{ ca: ca.pem }'))).toBe(`${certificate}\n${certificate}`);
});

it.each([
  ['no certificate', 'just text'],
  ['a private key alone', privateKey],
  ['a damaged certificate', certificate.replace('MII', 'AAA')],
  ['nothing', ''],
])('refuses a file that holds %s', async (_, content) => {
  await writeFile(path.join(directory, 'ca.pem'), content);
  const refused = load(service('{ ca: ca.pem }'));
  await expect(refused).rejects.toThrow('"ca.pem" does not lead to a certificate');
  await expect(refused).rejects.not.toThrow('s3cr3t');
});

it('refuses two authorities', async () => {
  await writeFile(path.join(directory, 'ca.pem'), certificate);
  const refused = load(service('{ ca: ca.pem, caFromEnv: CA_PEM }'), { CA_PEM: certificate });
  await expect(refused).rejects.toThrow('names two authorities');
});

it('says of a file that is not there how to name one', async () => {
  const refused = loadServicesFile(path.join(directory, 'none.yaml'), {});
  await expect(refused).rejects.toThrow(ConfigError);
  await expect(refused).rejects.toThrow(
    /none\.yaml: cannot be read \(ENOENT\).*--config or LEAKCHECK_CONFIG/,
  );
});
