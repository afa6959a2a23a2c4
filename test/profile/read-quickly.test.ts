import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { defaultReadLimits } from '../../src/profile/read-limits.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { readQuickly } from '../../src/profile/read-quickly.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import { fixtureBytes } from './fixture.ts';
import { layouts, oddLayouts, unheardOf } from './layouts.ts';
import { shown } from './sample-profile.ts';
import { bytes, len, num, packed, str, strings } from './wire-writer.ts';

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
  test.each<readonly [string, Uint8Array]>([
    ['a heap profile', inflated('heap-head.pb.gz')],
    ['an allocs profile', inflated('allocs-head.pb.gz')],
    ['a goroutine profile', inflated('goroutine-head.pb.gz')],
    ...layouts,
  ])('gives for %s what reading carefully gives', (_, input) => {
    const profile = quickly(input);
    expect(profile).toBeDefined();
    expect(profile && shown(profile)).toEqual(carefully(input));
  });

  test.each(oddLayouts)('leaves %s to reading carefully', (_, input) => {
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
