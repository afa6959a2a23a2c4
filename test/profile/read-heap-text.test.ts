import { describe, expect, test } from 'vitest';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';
import { fixtureBytes } from './fixture.ts';

const base = Buffer.from(fixtureBytes('heap-base.txt')).toString('utf8');
const head = Buffer.from(fixtureBytes('heap-head.txt')).toString('utf8');

const pauses = (...first: readonly number[]) =>
  [...first, ...new Array(256 - first.length).fill(0)].join(' ');
const stats = `
# runtime.MemStats
# Alloc = 10
# TotalAlloc = 11
# Sys = 12
# Lookups = 0
# Mallocs = 13
# Frees = 14
# HeapAlloc = 15
# HeapSys = 16
# HeapIdle = 17
# HeapInuse = 18
# HeapReleased = 19
# HeapObjects = 20
# Stack = 21 / 22
# MSpan = 1 / 2
# MCache = 1 / 2
# BuckHashSys = 1
# GCSys = 1
# OtherSys = 1
# NextGC = 23
# LastGC = 1795416077788423459
# PauseNs = [${pauses(5, 7)}]
# PauseEnd = [${pauses(1, 2)}]
# NumGC = 2
# NumForcedGC = 1
# GCCPUFraction = 0.0123
# DebugGC = false
# MaxRSS = 24
`;
const records = `heap profile: 3: 160 [5: 224] @ heap/1048576
1: 32 [1: 32] @ 0x47a2f1 0x47b000
#\t0x47a2f0\tmain.f+0x10\t/src/main.go:5

2: 128 [4: 192] @ 0x40b0c0 0x47c000
#\t0x47bfff\tmain.g+0x10\t/src/main.go:9

`;
const small = records + stats;

describe('readHeapText', () => {
  test('reads rate, raw records with their program counters, and the exact counters', () => {
    expect(readHeapText(small)).toMatchObject({
      rate: 524_288,
      records: [
        {
          inuseObjects: 1,
          inuseBytes: 32,
          allocObjects: 1,
          allocBytes: 32,
          stackText: ' 0x47a2f1 0x47b000',
          pcs: ['0x47a2f1', '0x47b000'],
          frames: [{ function: 'main.f', file: '/src/main.go', line: 5 }],
          hiddenPcs: [],
        },
        {
          inuseObjects: 2,
          inuseBytes: 128,
          allocObjects: 4,
          allocBytes: 192,
          stackText: ' 0x40b0c0 0x47c000',
          pcs: ['0x40b0c0', '0x47c000'],
          frames: [{ function: 'main.g', file: '/src/main.go', line: 9 }],
          hiddenPcs: ['0x40b0c0'],
        },
      ],
      memStats: {
        alloc: 10,
        totalAlloc: 11,
        sys: 12,
        lookups: 0,
        mallocs: 13,
        frees: 14,
        heapAlloc: 15,
        heapSys: 16,
        heapIdle: 17,
        heapInuse: 18,
        heapReleased: 19,
        heapObjects: 20,
        stackInuse: 21,
        stackSys: 22,
        nextGC: 23,
        numGC: 2,
        numForcedGC: 1,
        pausesNs: pauses(5, 7).split(' ').map(Number),
        pauseEndsNs: pauses(1, 2).split(' '),
        maxRss: 24,
      },
    });
  });

  test.each([
    ['base', base],
    ['head', head],
  ])('reads what Go wrote at %s, bytes and string alike', (_, text) => {
    const read = readHeapText(text);
    expect(readHeapText(Buffer.from(text))).toEqual(read);
    expect(read.rate).toBe(524_288);
    expect(read.records.length).toBe(text.match(/^\d+: \d+ \[/gm)?.length);
    expect(read.records.every(({ pcs }) => pcs.length > 0)).toBe(true);
    expect(read.memStats.heapAlloc).toBe(Number(/# HeapAlloc = (\d+)/.exec(text)?.[1]));
    expect(read.memStats.mallocs - read.memStats.frees).toBe(read.memStats.heapObjects);
  });

  test('takes the byte that Go adds where allocated bytes would equal those in use', () => {
    const equal = `heap profile: 1: 32 [1: 33] @ heap/1048576\n1: 32 [1: 32] @ 0x1\n\n${stats}`;
    expect(readHeapText(equal).records).toHaveLength(1);
  });

  test('reads a profile without any record, and one without a peak resident set', () => {
    const bare = `heap profile: 0: 0 [0: 1] @ heap/1048576\n${stats.replace('# MaxRSS = 24\n', '')}`;
    expect(readHeapText(bare)).toMatchObject({ records: [], memStats: { maxRss: undefined } });
  });

  test('reads what a process with GOGC=off says of its next collection', () => {
    const off = small.replace('NextGC = 23', 'NextGC = 18446744073709551615');
    expect(readHeapText(off).memStats.nextGC).toBe(2 ** 64);
  });

  test.each([
    ['nothing', '', 'line 1', /begins 'heap profile/],
    ['HTML', '<html>\n', 'line 1', /begins 'heap profile/],
    ['a goroutine profile', 'goroutine profile: total 1\n', 'line 1', /begins 'heap profile/],
    ['no MemStats', records, 'MemStats', /runtime.MemStats' is missing/],
    ['a cut between counters', small.slice(0, small.indexOf('# NumGC')), 'MemStats.DebugGC', /cut short/],
    ['a cut inside the last counter', small.slice(0, -2), 'line 36', /cut short in its last line/],
    ['a counter missing', small.replace('# HeapAlloc = 15\n', ''), 'MemStats.HeapAlloc', /has no HeapAlloc/],
    [
      'a counter that is no number',
      small.replace('HeapSys = 16', 'HeapSys = -16'),
      'MemStats.HeapSys',
      /not what Go/,
    ],
    [
      'a counter beyond 2^53',
      small.replace('Alloc = 11', 'Alloc = 9007199254740993'),
      'MemStats.TotalAlloc',
      /not what/,
    ],
    ['half a pair', small.replace('21 / 22', '21'), 'MemStats.Stack', /not what Go/],
    ['the end of a pause missing', small.replace('1 2 0', '1 2'), 'MemStats.PauseEnd', /not what Go/],
    ['a pause missing', small.replace('5 7 0', '5 7'), 'MemStats.PauseNs', /not what Go/],
    ['a stray line among the counters', small.replace('# Sys', 'oops'), 'MemStats', /no counter/],
    ['a damaged record', small.replace('2: 128 [', '2; 128 ['), 'line 5', /no heap record/],
    ['a record missing', small.replace(/^2: 128.*\n/m, ''), 'line 1', /do not add up .* inuseObjects/],
    ['a record changed', small.replace('[4: 192]', '[4: 191]'), 'line 1', /do not add up .* allocBytes/],
    ['an odd rate', small.replace('heap/1048576', 'heap/3'), 'line 1', /odd/],
    ['a record beyond 2^53', small.replace('[4: 192]', '[4: 9007199254740993]'), 'line 5', /2\^53/],
  ])('rejects %s', (_, text, field, says) => {
    const error = failure(() => readHeapText(text));
    expect(error).toMatchObject({ field });
    expect(error.message).toMatch(says);
  });

  test.each([
    ['servedBytes', 100],
    ['records', 1],
    ['stackDepth', 1],
  ])('stops at the limit of %s', (limit, most) => {
    expect(() => readHeapText(small, { [limit]: most })).toThrow(/allowed/);
  });

  test('finds every cut of what Go wrote, but for the one before the peak resident set', () => {
    const unseen = [...base].keys();
    const lost = [...unseen].filter((length) => !throws(() => readHeapText(base.slice(0, length))));
    expect(lost).toEqual([base.indexOf('# MaxRSS')]);
  });
});

function throws(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof ProfileError) return true;
    throw error;
  }
}

function failure(run: () => unknown): ProfileError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error('the input was accepted');
}
