import { expect, test } from 'vitest';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { readSymbols } from '../../src/profile/read-symbols.ts';

test('reads the function of each program counter and leaves out what the process does not know', () => {
  const text = 'num_symbols: 1\n0x486b0c runtime.mallocgc\n0x4114f3 runtime.mapassign\n';
  expect([...readSymbols(Buffer.from(text))]).toEqual([
    ['0x486b0c', 'runtime.mallocgc'],
    ['0x4114f3', 'runtime.mapassign'],
  ]);
});

test.each(['', '<html>', 'heap profile: 1: 2'])('refuses %j', (text) => {
  expect(() => readSymbols(text)).toThrow(ProfileError);
});
