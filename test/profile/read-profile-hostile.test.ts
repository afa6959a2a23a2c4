import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { defaultReadLimits, type ReadLimits } from '../../src/profile/read-limits.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import {
  type Bytes,
  bytes,
  len,
  num,
  packed,
  smallProfile,
  startOf,
  str,
  strings,
  varint,
} from './wire-writer.ts';

const text = (value: string) => new Uint8Array(Buffer.from(value));
const sampleAt = startOf('sample');
const sampleOf = (...parts: readonly Bytes[]) => smallProfile({ sample: len(2, ...parts) });
const full = smallProfile();
const gz = new Uint8Array(gzipSync(full));
const damaged = (at: number) =>
  gz.map((byte, index) => (index === (at < 0 ? gz.length + at : at) ? byte ^ 0xff : byte));
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

type Case = readonly [
  title: string,
  input: Uint8Array,
  field: string | undefined,
  offset: number | undefined,
  says: RegExp,
];

const notProfiles: readonly Case[] = [
  ['nothing at all', bytes(), undefined, 0, /empty/],
  [
    'a text heap profile',
    text('heap profile: 1: 2 [3: 4] @ heap/1048576\n'),
    undefined,
    0,
    /text heap profile/,
  ],
  ['a text goroutine profile', text('goroutine profile: total 7\n1 @ 0x1\n'), undefined, 0, /debug=1/],
  ['a goroutine dump', text('goroutine 1 [running]:\nmain.main()\n'), undefined, 0, /debug=2/],
  ['HTML', text('<!DOCTYPE html><title>Sign in</title>'), undefined, 0, /HTML/],
  ['HTML after blank lines', text('\n\n  <html><body>'), undefined, 0, /HTML/],
  ['gzipped HTML', gzipSync(text('<html><body>hello</body></html>')), undefined, 0, /HTML/],
  ['JSON', text('{"error":"unauthorized"}'), undefined, 0, /JSON/],
  ['a 404 text', text('404 page not found\n'), undefined, 0, /error text/],
  ['any other text', text('Service temporarily unavailable'), undefined, 0, /got text/],
];

const badGzip: readonly Case[] = [
  ['gzip cut in its header', gz.subarray(0, 6), 'gzip', 6, /cut short in its header/],
  ['gzip cut in its data', gz.subarray(0, 40), 'gzip', 40, /cut short in its data/],
  [
    'gzip cut in its trailer',
    gz.subarray(0, gz.length - 3),
    'gzip',
    gz.length - 3,
    /cut short in its trailer/,
  ],
  ['bytes after the end', join(gz, text('junk')), 'gzip', gz.length, /4 bytes follow/],
  ['zeros after the end', join(gz, new Uint8Array(9)), 'gzip', gz.length, /9 bytes follow/],
  ['two gzip streams', join(gz, gz), 'gzip', gz.length, /follow the end/],
  ['a wrong checksum', damaged(-6), 'gzip', gz.length - 8, /checksum/],
  ['a wrong length', damaged(-1), 'gzip', gz.length - 4, /length/],
  ['damaged data', damaged(10), 'gzip', undefined, /damaged/],
  ['a compression that does not exist', damaged(2), 'gzip', 2, /compression method/],
  ['reserved header flags', damaged(3), 'gzip', 3, /reserved flags/],
];

const badWire: readonly Case[] = [
  ['a cut in a top-level length', full.subarray(0, sampleAt + 1), 'sample[0]', sampleAt + 1, /cut short/],
  [
    'a cut in a message',
    full.subarray(0, sampleAt + 4),
    'sample[0]',
    sampleAt + 1,
    /2 are left: the profile is cut/,
  ],
  [
    'a length beyond the end',
    smallProfile({ rest: [0x32, 0x7f, 0x41] }),
    'string_table[8]',
    full.length + 1,
    /127 bytes where 1/,
  ],
  [
    'a length near 2^63',
    smallProfile({ rest: [0x32, ...varint(2n ** 63n)] }),
    'string_table[8]',
    full.length + 1,
    /cut short/,
  ],
  [
    'an inner length beyond its parent',
    sampleOf([0x12, 9, 5]),
    'sample[0].value[0]',
    sampleAt + 3,
    /9 bytes where 1/,
  ],
  [
    'an inner number beyond its parent',
    sampleOf([0x10, 0x80]),
    'sample[0].value[0]',
    sampleAt + 3,
    /number is cut short/,
  ],
  [
    'a packed number beyond its list',
    sampleOf(len(1, [1, 0x80]), num(2, 5)),
    'sample[0].location_id[1]',
    sampleAt + 5,
    /cut/,
  ],
  [
    'a varint of eleven bytes',
    sampleOf([0x10, ...varint(5, 11)]),
    'sample[0].value[0]',
    sampleAt + 3,
    /64 bits/,
  ],
  [
    'a varint of 65 bits',
    sampleOf([0x10, ...new Array(9).fill(0xff), 2]),
    'sample[0].value[0]',
    sampleAt + 3,
    /64 bits/,
  ],
  [
    'a message where a number belongs',
    smallProfile({ rest: len(12, [1]) }),
    'period',
    full.length,
    /a length/,
  ],
  [
    'a number where a message belongs',
    smallProfile({ sample: num(2, 1) }),
    'sample[0]',
    sampleAt,
    /a varint/,
  ],
  [
    'a 64-bit number in a list',
    sampleOf([0x11, 0, 0, 0, 0, 0, 0, 0, 0]),
    'sample[0].value[0]',
    sampleAt + 2,
    /64-bit/,
  ],
  ['a group', smallProfile({ rest: [0x5b] }), 'period_type', full.length, /a group/],
  [
    'an invalid wire type',
    smallProfile({ rest: [0x0f] }),
    'sample_type[1]',
    full.length,
    /invalid wire type/,
  ],
  [
    'an unknown 32-bit field',
    sampleOf([0x25, 0, 0, 0, 0]),
    'sample[0]',
    sampleAt + 2,
    /unknown field has a 32-bit/,
  ],
  ['field number 0', smallProfile({ rest: [0x00, 0x00] }), undefined, full.length, /field number is 0/],
  [
    'a field number no profile has',
    smallProfile({ rest: [0xff, 0xff, 0x7f, 0x00] }),
    undefined,
    full.length,
    /out of range/,
  ],
];

const badReferences: readonly Case[] = [
  ['no sample types', smallProfile({ sampleType: [] }), 'sample_type', undefined, /no sample types/],
  ['no strings', smallProfile({ strings: [] }), 'sample_type[0].type', 0, /string 1 does not exist/],
  [
    'a first string that is not empty',
    smallProfile({ strings: ['x', ...strings].flatMap(str) }),
    'string_table[0]',
    undefined,
    /not empty/,
  ],
  ['a nameless sample type', smallProfile({ sampleType: len(1, num(2, 2)) }), 'sample_type[0]', 0, /no name/],
  [
    'a sample type beyond the strings',
    smallProfile({ sampleType: len(1, num(1, 8)) }),
    'sample_type[0].type',
    0,
    /string 8 does not exist, the table has 8/,
  ],
  [
    'a negative string',
    smallProfile({ sampleType: len(1, num(1, 1), num(2, -1)) }),
    'sample_type[0].unit',
    0,
    /does not exist/,
  ],
  [
    'a location that does not exist',
    sampleOf(packed(1, [1, 3]), num(2, 5)),
    'sample[0].location_id[1]',
    sampleAt,
    /location 3 does not/,
  ],
  [
    'location 0',
    sampleOf(packed(1, [0]), num(2, 5)),
    'sample[0].location_id[0]',
    sampleAt,
    /location 0 does not/,
  ],
  ['too few values', sampleOf(packed(1, [1])), 'sample[0].value', sampleAt, /0 values for 1/],
  [
    'too many values',
    sampleOf(packed(1, [1]), packed(2, [5, 6])),
    'sample[0].value',
    sampleAt,
    /2 values for 1/,
  ],
  ['a period beyond 2^53', smallProfile({ rest: num(12, 2n ** 60n) }), 'period', undefined, /beyond 2\^53/],
  [
    'a label without its string',
    sampleOf(num(2, 5), len(3, num(1, 99))),
    'sample[0].label[0].key',
    sampleAt,
    /string 99/,
  ],
  [
    'two object sizes',
    sampleOf(num(2, 5), len(3, num(1, 2), num(3, 8)), len(3, num(1, 2), num(3, 9))),
    'sample[0].label[1]',
    sampleAt,
    /two object sizes/,
  ],
  [
    'a negative object size',
    sampleOf(num(2, 5), len(3, num(1, 2), num(3, -8))),
    'sample[0].label[0].num',
    sampleAt,
    /negative/,
  ],
  [
    'a function that does not exist',
    smallProfile({ function1: [] }),
    'location[0].line[0].function_id',
    startOf('location1'),
    /function 1 does not/,
  ],
  [
    'a line without a function',
    smallProfile({ location1: len(4, num(1, 1), len(4, num(2, 10))) }),
    'location[0].line[0].function_id',
    startOf('location1'),
    /function 0 does not/,
  ],
  [
    'a mapping that does not exist',
    smallProfile({ mapping: [] }),
    'location[0].mapping_id',
    startOf('mapping'),
    /mapping 1 does not/,
  ],
  [
    'a location of id 0',
    smallProfile({ location1: len(4, num(3, 5)) }),
    'location[0].id',
    startOf('location1'),
    /reserved id 0/,
  ],
  [
    'two locations of one id',
    smallProfile({ location2: len(4, num(1, 1)) }),
    'location[1].id',
    startOf('location2'),
    /location id 1/,
  ],
  [
    'two functions of one id, one of them padded',
    smallProfile({ function2: len(5, num(1, 1, 8)) }),
    'function[1].id',
    startOf('function2'),
    /function id 1/,
  ],
  [
    'two mappings of one id',
    smallProfile({ mapping: [...len(3, num(1, 1)), ...len(3, num(1, 1))] }),
    'mapping[1].id',
    startOf('mapping') + 4,
    /mapping id 1/,
  ],
  [
    'a function name beyond the strings',
    smallProfile({ function1: len(5, num(1, 1), num(2, 50)) }),
    'function[0].name',
    startOf('function1'),
    /string 50/,
  ],
  [
    'a negative line',
    smallProfile({ location1: len(4, num(1, 1), len(4, num(1, 1), num(2, -1))) }),
    'location[0].line[0].line',
    startOf('location1'),
    /negative/,
  ],
  [
    'a comment beyond the strings',
    smallProfile({ rest: packed(13, [0, 8]) }),
    'comment[1]',
    undefined,
    /string 8/,
  ],
];

describe('readProfile rejects, naming field and byte,', () => {
  test.each([...notProfiles, ...badGzip, ...badWire, ...badReferences])(
    '%s',
    (_, input, field, offset, says) => {
      const error = failure(input);
      expect({ field: error.field, offset: error.offset }).toEqual({ field, offset });
      expect(error.message).toMatch(says);
    },
  );
});

describe('readProfile stops before decoding at the limit of', () => {
  const many = (count: number, part: Bytes) => Array.from({ length: count }, () => part).flat();
  const cases: readonly (readonly [keyof ReadLimits, Uint8Array])[] = [
    ['servedBytes', full],
    ['inflatedBytes', full],
    ['inflatedBytes', gz],
    ['wireFields', smallProfile({ rest: many(200, num(12, 1)) })],
    ['sampleTypes', smallProfile({ sampleType: many(4, len(1, num(1, 1))) })],
    ['samples', smallProfile({ sample: many(4, len(2)) })],
    ['mappings', smallProfile({ mapping: many(4, len(3)) })],
    ['locations', smallProfile({ location1: many(4, len(4)) })],
    ['lines', smallProfile({ location1: len(4, num(1, 1), many(4, len(4, num(1, 1)))) })],
    ['functions', smallProfile({ function1: many(4, len(5)) })],
    ['strings', smallProfile({ rest: many(200, str('')) })],
    ['stringBytes', smallProfile({ rest: str('x'.repeat(200)) })],
    ['comments', smallProfile({ rest: packed(13, [0, 0, 0, 0]) })],
    ['stackDepth', sampleOf(packed(1, [1, 2, 1, 2]), num(2, 5))],
    ['stackDepth', sampleOf(num(1, 1), num(1, 2), num(1, 1), num(1, 2), num(2, 5))],
    ['locationIds', smallProfile({ sample: many(2, len(2, packed(1, [1, 2]), num(2, 5))) })],
    ['values', smallProfile({ sample: many(4, len(2, num(2, 5))) })],
    ['frames', sampleOf(packed(1, [1, 2, 1, 2]), num(2, 5))],
    ['stackFrames', sampleOf(packed(1, [1, 2, 1, 2]), num(2, 5))],
  ];
  const low: Partial<ReadLimits> = {
    servedBytes: 50,
    inflatedBytes: 100,
    wireFields: 100,
    strings: 100,
    stringBytes: 100,
  };

  test.each(cases)('%s', (limit, input) => {
    expect(() => readProfile(input)).not.toThrow(/allowed|inflates/);
    expect(() => readProfile(input, { limits: { [limit]: low[limit] ?? 3 } })).toThrow(
      /allowed|inflates to more/,
    );
  });

  test('every limit there is', () => {
    expect([...new Set(cases.map(([limit]) => limit))].sort()).toEqual(Object.keys(defaultReadLimits).sort());
  });
});

describe('a few kilobytes that inflate to megabytes are rejected before they are decoded:', () => {
  /** Deflate turns the repetition into next to nothing. */
  const repeated = (part: Bytes, count: number) => Buffer.alloc(part.length * count, Uint8Array.from(part));
  const inside = (field: number, body: Buffer) =>
    Buffer.concat([bytes([field * 8 + 2], varint(body.length)), body]);
  /** Behind a profile that is valid without it. */
  const appended = (part: Buffer) => Buffer.concat([full, part]);

  test.each([
    ['empty samples', appended(repeated(len(2), 4_000_000)), 'sample[400000]', /allowed/],
    ['empty labels', appended(inside(2, repeated(len(3), 4_000_000))), 'sample[1].value', /0 values/],
    [
      'location ids in one list',
      appended(inside(2, inside(1, repeated([1], 8_000_000)))),
      'sample[1].location_id[2048]',
      /allowed/,
    ],
    ['one number again and again', repeated(num(12, 1), 6_000_001), undefined, /allowed/],
    ['empty strings', repeated(str(''), 4_000_000), 'string_table[400000]', /allowed/],
  ])('%s', (_, raw, field, says) => {
    const served = gzipSync(raw);
    expect(served.length).toBeLessThan(120_000);
    expect(failure(served)).toMatchObject({ field, message: expect.stringMatching(says) });
  });
});

function failure(input: Uint8Array): ProfileError {
  try {
    readProfile(input);
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error('the input was accepted');
}

test('a stack table that cannot grow is told as the profile that it could not hold', () => {
  const limits = { stackDepth: 2 ** 29 };
  expect(() => readProfile(smallProfile(), { limits })).toThrow(ProfileError);
  expect(() => readProfile(smallProfile(), { limits })).toThrow(/more memory than there is/);
});
