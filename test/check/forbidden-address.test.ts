import { describe, expect, it } from 'vitest';
import { whyForbidden } from '../../src/check/forbidden-address.ts';

describe('an address that no target may have', () => {
  it.each([
    ['169.254.169.254', 'link-local'],
    ['169.254.0.1', 'link-local'],
    ['169.254.170.2', 'link-local'],
    ['2852039166', 'link-local'],
    ['0xa9fea9fe', 'link-local'],
    ['0xA9.0xFE.0xA9.0xFE', 'link-local'],
    ['0251.0376.0251.0376', 'link-local'],
    ['169.254.43518', 'link-local'],
    ['169.16689662', 'link-local'],
    ['１６９.254.169.254', 'link-local'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['0.0.0.0', 'unspecified'],
    ['0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['[::]', 'unspecified'],
    ['0:0:0:0:0:0:0:0', 'unspecified'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['[FE80::1]', 'link-local'],
    ['febf::1', 'link-local'],
    ['ff02::1', 'multicast'],
    ['fd00:ec2::254', 'metadata'],
    ['fd00:0ec2:0:0:0:0:0:254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['::ffff:169.254.169.254', 'in disguise'],
    ['::ffff:a9fe:a9fe', 'in disguise'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'in disguise'],
    ['::ffff:0.0.0.0', 'in disguise'],
    ['::ffff:255.255.255.255', 'in disguise'],
    ['::169.254.169.254', 'in disguise'],
    ['::ffff:0:169.254.169.254', 'in disguise'],
    ['64:ff9b::169.254.169.254', 'in disguise'],
    ['64:ff9b:1::a9fe:a9fe', 'in disguise'],
    ['64:ff9b:1:a9fe:a9:fe00::', 'in disguise'],
    ['2002:a9fe:a9fe::', 'in disguise'],
    ['2002:a9fe:a9fe:1::1', 'in disguise'],
    ['2001:0:4136:e378:8000:63bf:5601:5601', 'in disguise'],
    ['fd12::5efe:169.254.169.254', 'in disguise'],
    ['2001:db8::200:5efe:a9fe:a9fe', 'in disguise'],
  ])('is %s: %s', (address, why) => {
    expect(whyForbidden(address)).toContain(why);
  });
});

describe('an address where pprof is meant to listen', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '10.0.0.7',
    '172.16.5.4',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.201',
    '169.253.255.255',
    '169.255.0.0',
    '192.0.0.191',
    '8.8.8.8',
    '223.255.255.255',
    '::1',
    '[::1]',
    'fd00::1',
    'fd00:ec1::254',
    'fd12:3456::1',
    'fec0::1',
    'fe00::1',
    '2001:db8::1',
    '::ffff:10.0.0.7',
    '::ffff:127.0.0.1',
    '64:ff9b::10.0.0.7',
    '2002:0a00:0007::',
  ])('is allowed: %s', (address) => {
    expect(whyForbidden(address)).toBeUndefined();
  });
});

it.each(['payments.internal', 'localhost', '', 'a b', '1.2.3.4.5', '::::', 'fe80', '[fe80'])(
  'has nothing to say of %j, which is no address',
  (host) => {
    expect(whyForbidden(host)).toBeUndefined();
  },
);
