import { expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { serviceOfUrl } from '../../src/config/service-of-url.ts';

it('makes a service of one replica out of a url', () => {
  expect(serviceOfUrl('http://127.0.0.1:6060')).toMatchObject({
    name: '127.0.0.1:6060',
    targets: [{ name: '127.0.0.1:6060', url: 'http://127.0.0.1:6060/debug/pprof/', headers: {} }],
  });
});

it.each([
  ['127.0.0.1:6060', '"127.0.0.1:6060" does not begin with http'],
  ['http://user:s3cr3t@127.0.0.1', '"http://…@127.0.0.1" carries credentials'],
  ['http://127.0.0.1/?token=s3cr3t', 'has a query'],
  ['http://169.254.169.254', 'link-local'],
  ['', 'has no value'],
])('refuses %j: %s', (text, says) => {
  const make = () => serviceOfUrl(text);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(says);
  expect(make).not.toThrow('s3cr3t');
});
