import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { defaultReadLimits } from '../../src/profile/read-limits.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { readQuickly } from '../../src/profile/read-quickly.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import { fixtureBytes } from './fixture.ts';
import { shown } from './sample-profile.ts';
import { type Bytes, bytes, len, num, packed, smallProfile, str, strings, varint } from './wire-writer.ts';

/** A field of the top level that nobody knows, whose number takes two bytes: no writer of profiles has it, so all is read carefully. */
const unheardOf: Bytes = [...varint(16 * 8), 1];

function quickly(input: Uint8Array) {
  const stacks = new StackTable();
  stacks.core.take(input);
  return readQuickly({ stacks, limits: defaultReadLimits, wanted: undefined, mostFrames: 1e6 });
}

/** What reading comes to: the profile as objects, or what kind of error. */
function outcome(input: Uint8Array) {
  try {
    return shown(readProfile(input));
  } catch (error) {
    if (error instanceof ProfileError) return 'refused';
    throw error;
  }
}

function carefully(input: Uint8Array) {
  return outcome(Uint8Array.from([...input, ...unheardOf]));
}

const inflated = (file: string) => new Uint8Array(gunzipSync(fixtureBytes(file)));

describe('reading quickly', () => {
  test.each([
    ['a heap profile', inflated('heap-head.pb.gz')],
    ['an allocs profile', inflated('allocs-head.pb.gz')],
    ['a goroutine profile', inflated('goroutine-head.pb.gz')],
    ['lists that are not packed', smallProfile({ sample: len(2, num(1, 1), num(1, 2), num(2, 5)) })],
    ['ids written long', smallProfile({ sample: len(2, num(1, 1, 3), num(1, 2, 2), num(2, 5, 4)) })],
    ['lists in parts', smallProfile({ sample: len(2, packed(1, [1]), packed(2, [5]), packed(1, [2])) })],
    ['a negative value', smallProfile({ sample: len(2, packed(1, [1, 2]), packed(2, [-5])) })],
    ['a value near 2^53', smallProfile({ sample: len(2, packed(1, [1]), packed(2, [2 ** 53 - 1])) })],
    ['a stack without locations', smallProfile({ sample: len(2, packed(2, [5])) })],
    ['an object size', smallProfile({ sample: len(2, packed(2, [5]), len(3, num(1, 2), num(3, 48))) })],
    [
      'a size that is a text',
      smallProfile({ sample: len(2, packed(2, [5]), len(3, num(1, 2), num(2, 3), num(3, 4))) }),
    ],
    ['a label', smallProfile({ sample: len(2, packed(2, [5]), len(3, num(1, 6), num(2, 3))) })],
    ['a location without lines', smallProfile({ location1: len(4, num(1, 1), num(2, 1), num(3, 0xbeef0)) })],
    ['a location of nothing', smallProfile({ location1: len(4, num(1, 1)) })],
    ['a function without a name', smallProfile({ function1: len(5, num(1, 1), num(4, 4)) })],
    ['a system name', smallProfile({ function1: len(5, num(1, 1), num(3, 3), num(4, 4)) })],
    ['a folded location', smallProfile({ location2: len(4, num(1, 2), len(4, num(1, 2)), num(5, 1)) })],
    ['a column', smallProfile({ location2: len(4, num(1, 2), len(4, num(1, 2), num(2, 7), num(3, 9))) })],
    [
      'an inlined call',
      smallProfile({
        location1: len(4, num(1, 1), len(4, num(1, 1), num(2, 3)), len(4, num(1, 2), num(2, 4))),
        location2: len(4, num(1, 2), len(4, num(1, 2), num(2, 4))),
      }),
    ],
    [
      'unknown fields',
      smallProfile({ sample: len(2, packed(2, [5]), num(9, 1), len(10, [1])), rest: num(7, 0) }),
    ],
    [
      'samples after the tables',
      smallProfile({ sample: [], rest: len(2, packed(1, [2, 1]), packed(2, [6])) }),
    ],
  ])('gives for %s what reading carefully gives', (_, input) => {
    const profile = quickly(input);
    expect(profile).toBeDefined();
    expect(profile && shown(profile)).toEqual(carefully(input));
  });

  test.each([
    ['a field of two bytes', smallProfile({ rest: unheardOf })],
    ['a value beyond 2^53', smallProfile({ sample: len(2, packed(2, [2n ** 53n])) })],
    ['a sparse id', smallProfile({ location1: len(4, num(1, 1_000_000)) })],
    ['an id that is taken', smallProfile({ location2: len(4, num(1, 1)) })],
    ['the id 0', smallProfile({ function1: len(5, num(3, 3)) })],
    [
      'two object sizes',
      smallProfile({ sample: len(2, packed(2, [5]), ...twice(len(3, num(1, 2), num(3, 48)))) }),
    ],
    ['two strings that are "bytes"', smallProfile({ strings: [...strings, 'bytes'].flatMap(str) })],
    ['too few values', smallProfile({ sample: len(2, packed(1, [1])) })],
    ['too many values', smallProfile({ sample: len(2, packed(2, [1, 2])) })],
    ['a location that is not there', smallProfile({ sample: len(2, packed(1, [3]), packed(2, [5])) })],
    ['a string that is not there', smallProfile({ function1: len(5, num(1, 1), num(2, 99)) })],
    [
      'a line beyond 2^32',
      smallProfile({ location1: len(4, num(1, 1), len(4, num(1, 1), num(2, 2n ** 32n))) }),
    ],
    ['a first string that is not empty', smallProfile({ strings: strings.slice(1).flatMap(str) })],
  ])('leaves %s to reading carefully', (_, input) => {
    expect(quickly(input)).toBeUndefined();
  });

  test.each(['heap-head.pb.gz', 'goroutine-head.pb.gz'])(
    'agrees with reading carefully on 3,000 damages of %s',
    (file) => {
      const whole = inflated(file);
      const random = seededRandom(11);
      let read = 0;
      for (let run = 0; run < 3_000; run++) {
        const damaged = whole.slice();
        for (let flips = 0; flips <= random(3); flips++) {
          const at = random(damaged.length);
          damaged[at] = (damaged[at] ?? 0) ^ (1 << random(8));
        }
        const result = outcome(damaged);
        if (result !== 'refused') read++;
        expect(result).toEqual(carefully(damaged));
      }
      expect(read).toBeGreaterThan(300);
    },
  );

  test('keeps samples that count anything of what is wanted, and counts the others', () => {
    const stacks = new StackTable();
    const input = bytes(
      len(1, num(1, 1), num(2, 2)),
      len(1, num(1, 6), num(2, 2)),
      len(2, packed(1, [1]), packed(2, [0, 7])),
      len(2, packed(1, [1]), packed(2, [3, 0])),
      len(4, num(1, 1)),
      ...strings.map(str),
    );
    const profile = readProfile(input, { stacks, wanted: () => ['count'] });
    expect({ kept: profile.values.map((column) => [...column]), all: profile.sampleCount }).toEqual({
      kept: [[0], [7]],
      all: 2,
    });
  });
});

function twice(part: Bytes): readonly Bytes[] {
  return [part, part];
}
