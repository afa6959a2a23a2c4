import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ReadOptions, readProfile } from '../../src/profile/read-profile.ts';
import { samplesOf } from '../../src/profile/sample.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import { shown } from './sample-profile.ts';
import { bytes, len, num, packed, smallProfile, str, strings } from './wire-writer.ts';

const leaf = { function: 'main.leaf', file: 'main.go', line: 10 };
const root = { function: 'main.root', file: 'main.go', line: 20 };

const read = (input: Uint8Array, options?: ReadOptions) => shown(readProfile(input, options));

describe('readProfile', () => {
  test('resolves every reference of a bare protobuf', () => {
    expect(read(smallProfile())).toEqual({
      sampleTypes: [{ type: 'inuse_space', unit: 'bytes' }],
      defaultSampleType: undefined,
      samples: [{ stack: [leaf, root], values: [5], objectBytes: undefined }],
      periodType: undefined,
      period: 0,
      timeNanos: 0,
      durationNanos: 0,
    });
  });

  test('reads gzip and bare protobuf alike', () => {
    expect(read(gzipSync(smallProfile()))).toEqual(read(smallProfile()));
  });

  test('reads a view into a larger buffer as its own bytes', () => {
    const gz = gzipSync(smallProfile());
    const padded = new Uint8Array(gz.length + 20).fill(0xff);
    padded.set(gz, 7);
    expect(read(padded.subarray(7, 7 + gz.length))).toEqual(read(smallProfile()));
  });

  test.each([
    ['packed', len(2, packed(1, [1, 2]), packed(2, [5]))],
    ['one by one', len(2, num(1, 1), num(1, 2), num(2, 5))],
    ['mixed', len(2, num(1, 1), packed(1, [2]), packed(2, [5]))],
    ['padded to more bytes than needed', len(2, num(1, 1, 6), num(1, 2, 10), num(2, 5, 7))],
    [
      'beside fields that this reader does not know',
      len(2, num(9, 300), packed(1, [1, 2]), packed(2, [5]), len(8, [1, 2])),
    ],
  ])('reads numbers written %s', (_, sample) => {
    expect(read(smallProfile({ sample })).samples).toEqual(read(smallProfile()).samples);
  });

  test('reads tables that come after or before the samples', () => {
    const sample = len(2, packed(1, [1, 2]), packed(2, [5]));
    expect(read(smallProfile({ sample: [], rest: sample }))).toEqual(read(smallProfile()));
  });

  test.each([
    ['small', 7],
    ['sparse', 4_000_000_000],
    ['beyond 2^53', 2n ** 63n + 1n],
  ])('finds %s ids', (_, id) => {
    const profile = read(
      smallProfile({
        sample: len(2, packed(1, [id]), packed(2, [5])),
        location1: len(4, num(1, id), num(2, id), len(4, num(1, id), num(2, 10))),
        function1: len(5, num(1, id), num(2, 3), num(4, 4)),
        mapping: len(3, num(1, id)),
      }),
    );
    expect(profile.samples[0]?.stack).toEqual([leaf]);
  });

  test('keeps ids apart that differ only beyond 2^53', () => {
    const [one, two] = [2n ** 60n, 2n ** 60n + 1n];
    const profile = read(
      smallProfile({
        sample: len(2, packed(1, [two, one]), packed(2, [5])),
        location1: len(4, num(1, one), len(4, num(1, 1), num(2, 10))),
        location2: len(4, num(1, two), len(4, num(1, 2), num(2, 20))),
      }),
    );
    expect(profile.samples[0]?.stack).toEqual([root, leaf]);
  });

  test.each([
    [0],
    [-1],
    [127],
    [2 ** 28 - 1],
    [2 ** 28],
    [-(2 ** 28)],
    [2 ** 32],
    [Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER],
  ])('reads the value %d as a signed number', (value) => {
    const sample = len(2, packed(1, [1]), packed(2, [value]));
    expect(read(smallProfile({ sample })).samples[0]?.values).toEqual([value]);
  });

  test('expands inlined lines innermost first', () => {
    const location1 = len(4, num(1, 1), len(4, num(1, 1), num(2, 10)), len(4, num(1, 2), num(2, 11)));
    expect(read(smallProfile({ location1 })).samples[0]?.stack).toEqual([leaf, { ...root, line: 11 }, root]);
  });

  test('shows a location without lines as its address in the file of its mapping', () => {
    const location1 = len(4, num(1, 1), num(2, 1), num(3, 2n ** 64n - 16n));
    const location2 = len(4, num(1, 2), num(3, 0x2000));
    expect(read(smallProfile({ location1, location2 })).samples[0]?.stack).toEqual([
      { function: '0xfffffffffffffff0', file: 'libc.so.6', line: 0 },
      { function: '0x2000', file: '', line: 0 },
    ]);
  });

  test('names a function without a name by its system name, else by its address', () => {
    const bySystem = smallProfile({ function1: len(5, num(1, 1), num(3, 3)) });
    expect(read(bySystem).samples[0]?.stack[0]).toEqual({ ...leaf, file: '' });
    const nameless = smallProfile({ function1: len(5, num(1, 1)) });
    expect(read(nameless).samples[0]?.stack[0]).toEqual({
      function: '0x1000',
      file: 'libc.so.6',
      line: 10,
    });
  });

  test('makes equal frames one object, whatever locations and functions they came from', () => {
    const { samples } = read(
      smallProfile({
        location2: len(4, num(1, 2), num(3, 0x2000), len(4, num(1, 2), num(2, 10))),
        function2: len(5, num(1, 2), num(2, 3), num(4, 4)),
      }),
    );
    expect(samples[0]?.stack[0]).toBe(samples[0]?.stack[1]);
  });

  test.each([
    ['the numeric label bytes', len(3, num(1, 2), num(3, 4096)), 4096],
    ['no label', [], undefined],
    ['a label of another name', len(3, num(1, 6), num(3, 4096)), undefined],
    ['a label bytes that is a string', len(3, num(1, 2), num(2, 3)), undefined],
  ])('takes the object size from %s', (_, label, expected) => {
    const sample = len(2, packed(1, [1]), packed(2, [5]), label);
    expect(read(smallProfile({ sample })).samples[0]?.objectBytes).toBe(expected);
  });

  test('accepts a profile with sample types and no samples: nothing is growing there', () => {
    const empty = bytes(len(1, num(1, 1), num(2, 2)), ...strings.map(str));
    expect(read(empty).samples).toEqual([]);
  });

  test('accepts an empty stack, which Go writes for a goroutine that has not run yet', () => {
    expect(read(smallProfile({ sample: len(2, num(2, 1)) })).samples[0]?.stack).toEqual([]);
  });

  test('reads period, default type and times, rounding only times', () => {
    const rest = [
      ...num(9, 1795416077886123121n),
      ...num(10, 5e9),
      ...len(11, num(1, 1), num(2, 2)),
      ...num(12, 524288),
      ...num(14, 1),
    ];
    expect(read(smallProfile({ rest }))).toMatchObject({
      timeNanos: Number(1795416077886123121n),
      durationNanos: 5e9,
      periodType: { type: 'inuse_space', unit: 'bytes' },
      period: 524288,
      defaultSampleType: 'inuse_space',
    });
  });

  test.each([2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    'keeps every digit of the value %d, in a column of bigints',
    (value) => {
      const sample = [
        ...len(2, packed(1, [1]), packed(2, [7])),
        ...len(2, packed(1, [2]), packed(2, [value])),
      ];
      const { values } = readProfile(smallProfile({ sample }));
      expect(values).toEqual([BigInt64Array.of(7n, value)]);
    },
  );

  test('leaves out samples that are 0 in what is wanted, and looks at nothing else of them', () => {
    const sample = [
      ...len(2, packed(1, [99, 98]), packed(2, [0]), len(3, num(1, 77))),
      ...len(2, packed(1, [1]), packed(2, [5])),
    ];
    const profile = readProfile(smallProfile({ sample }), { wanted: () => ['inuse_space'] });
    expect(samplesOf(profile)).toEqual([{ stack: [leaf], values: [5], objectBytes: undefined }]);
    expect(profile.sampleCount).toBe(2);
    expect(() => readProfile(smallProfile(), { wanted: () => ['cpu'] })).toThrow('the profile has no cpu');
  });

  test('gives a stack one number in one table, whatever its ids are and however its calls are split over locations', () => {
    const stacks = new StackTable();
    const inlined = smallProfile({
      sample: len(2, packed(1, [9]), packed(2, [6])),
      location1: len(4, num(1, 9), len(4, num(1, 1), num(2, 10)), len(4, num(1, 2), num(2, 20))),
    });
    const base = readProfile(smallProfile(), { stacks });
    const head = readProfile(inlined, { stacks });
    expect([...head.stackOf]).toEqual([...base.stackOf]);
    expect(stacks.size).toBe(1);
    const other = smallProfile({ sample: len(2, packed(1, [2, 1]), packed(2, [5])) });
    expect([...readProfile(other, { stacks }).stackOf]).not.toEqual([...base.stackOf]);
  });
});
