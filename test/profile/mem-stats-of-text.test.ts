import { describe, expect, test } from 'vitest';
import { memStatsOfText } from '../../src/profile/mem-stats-of-text.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';
import { fixtureBytes } from './fixture.ts';

const whole = fixtureBytes('heap-base.txt');

describe('the counters of a heap text', () => {
  test('are those that reading the whole text gives', () => {
    expect(memStatsOfText(whole)).toEqual(readHeapText(whole).memStats);
  });

  test('are read where the records before them are damaged', () => {
    const damaged = Buffer.from(whole);
    damaged.write('no record at all', 0);
    expect(memStatsOfText(damaged)).toEqual(readHeapText(whole).memStats);
  });

  test.each([
    { name: 'nothing', bytes: new Uint8Array(), message: /runtime\.MemStats' is missing/ },
    { name: 'a page', bytes: Buffer.from('<html>sign in</html>'), message: /runtime\.MemStats' is missing/ },
    { name: 'a text cut in a line', bytes: whole.slice(0, -3), message: /cut short in its last line/ },
    {
      name: 'a text cut between lines',
      bytes: Buffer.from(
        Buffer.from(whole)
          .toString()
          .replace(/# DebugGC[\s\S]*$/, ''),
      ),
      message: /has no DebugGC/,
    },
  ])('are not read from $name', ({ bytes, message }) => {
    expect(() => memStatsOfText(bytes)).toThrow(message);
  });
});

describe('counters that Go did not write', () => {
  const bytesWith = (change: (text: string) => string) =>
    Buffer.from(change(Buffer.from(whole).toString('latin1')));

  test('are refused beyond 64 KiB, however they go on', () => {
    const bytes = bytesWith((text) => `${text}${'# aaaa = 1\n'.repeat(7_000)}`);
    expect(() => memStatsOfText(bytes)).toThrow(ProfileError);
    expect(() => memStatsOfText(bytes)).toThrow('longer than the 65536 bytes allowed');
  });

  test.each([
    '[1 2 3]',
    '[]',
    '1 2',
    `[${'1 '.repeat(256)}]`,
    `[${'x '.repeat(255)}1]`,
    `[${'1 '.repeat(9_000)}1]`,
  ])('are refused with a ring of pauses that is none: %.20s', (ring) => {
    const bytes = bytesWith((text) => text.replace(/# PauseNs = .*/, `# PauseNs = ${ring}`));
    expect(() => memStatsOfText(bytes)).toThrow('PauseNs in runtime.MemStats is not what Go writes');
  });
});
