import { expect, test } from 'vitest';
import { redisLoadOfInfo } from '../../bench/redis-load.ts';

test('of what Redis says about itself the memory, the processor time and the commands are read', () => {
  const info = [
    'used_memory:1048576',
    'used_memory_rss:999',
    'used_cpu_sys:0.250000',
    'used_cpu_user:1.500000',
    'used_cpu_user_children:7.0',
    'total_commands_processed:42',
  ];
  expect(redisLoadOfInfo(`# Memory\r\n${info.join('\r\n')}\r\n`)).toEqual({
    usedBytes: 1_048_576,
    cpuMs: 1_750,
    commands: 42,
  });
});
