import { describe, expect, test } from 'vitest';
import { capacityOptions } from '../../bench/capacity-options.ts';

describe('capacityOptions', () => {
  test('measure every part with the numbers of the targets unless asked otherwise', () => {
    expect(capacityOptions([])).toMatchObject({
      parts: ['pending', 'lateness', 'throughput', 'turns', 'replicas'],
      pending: 10_000,
      workers: [1, 2, 4],
      replicas: 500,
      sharedBy: [1, 2],
      windowMs: 60_000,
    });
  });

  test('read parts and smaller numbers', () => {
    const args = ['--part', 'throughput', '--part', 'replicas', '--workers', '1,2', '--window', '2m'];
    expect(capacityOptions(args)).toMatchObject({
      parts: ['throughput', 'replicas'],
      workers: [1, 2],
      windowMs: 120_000,
    });
  });

  test.each([
    { args: ['--part', 'sockets'], says: '--part sockets: takes pending, lateness' },
    { args: ['--workers', '1,two'], says: '--workers two' },
    { args: ['--shared-by', '0'], says: '--shared-by 0' },
    { args: ['--pending', '0'], says: '--pending 0' },
    { args: ['--rate', '1000000'], says: '--rate 1000000' },
  ])('refuse $args', ({ args, says }) => {
    expect(() => capacityOptions(args)).toThrow(says);
  });
});
