import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { samplesOf } from '../../src/profile/sample.ts';
import { fixtureBytes } from './fixture.ts';
import { shown } from './sample-profile.ts';

const files = ['heap-head.pb.gz', 'allocs-base.pb.gz', 'goroutine-head.pb.gz'];
/** Of each kind, for each file. A hang would show as the test's timeout. */
const damages = 1_200;

describe.each(files)('damage to %s', (file) => {
  const served = fixtureBytes(file);
  const inflated = new Uint8Array(gunzipSync(served));
  const whole = readProfile(served);

  test('every cut of the gzip is found', () => {
    for (let length = 0; length < served.length; length++) {
      expect(outcome(served.subarray(0, length)), `cut at ${length}`).toBeInstanceOf(ProfileError);
    }
  });

  test('a flipped bit of the gzip is found, or changes nothing', () => {
    const random = seededRandom(1);
    for (let run = 0; run < damages; run++) {
      const result = outcome(flipped(served, random));
      // A bit in the header's time stamp or system id says nothing of the profile.
      if (!(result instanceof ProfileError)) expect(shown(result)).toEqual(shown(whole));
    }
  });

  test('a cut of the inflated bytes is found unless it falls between two fields and nothing then refers to what is gone', () => {
    const boundaries = topLevelBoundaries(inflated);
    const random = seededRandom(2);
    const cuts = new Set([...boundaries, ...Array.from({ length: damages }, () => random(inflated.length))]);
    const unseen = [...cuts].filter((cut) => !(outcome(inflated.subarray(0, cut)) instanceof ProfileError));
    expect(unseen.filter((cut) => !boundaries.has(cut))).toEqual([]);
    // Go writes what samples refer to after them: only what stands behind the last string can go missing unseen.
    for (const cut of unseen) {
      const result = outcome(inflated.subarray(0, cut));
      expect(result instanceof ProfileError || samplesOf(result)).toEqual(samplesOf(whole));
    }
  });

  test('flipped bits of the inflated bytes end in a profile or a ProfileError', () => {
    const random = seededRandom(3);
    for (let run = 0; run < damages; run++) {
      const result = outcome(flipped(inflated, random));
      if (!(result instanceof ProfileError)) expect(soundness(result)).toBe('sound');
    }
  });
});

/** Lets through whatever is not a ProfileError: that fails the test. */
function outcome(input: Uint8Array): Profile | ProfileError {
  try {
    return readProfile(input);
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
}

function flipped(input: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = input.slice();
  const at = random(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
  return copy;
}

function soundness(profile: Profile): string {
  const { sampleTypes, values: columns } = profile;
  if (columns.length !== sampleTypes.length) return 'bad columns';
  for (const [row, { stack, values, objectBytes }] of samplesOf(profile).entries()) {
    const exact = values.every(
      (value, at) => Number.isSafeInteger(value) || typeof columns[at]?.[row] === 'bigint',
    );
    if (!exact) return 'bad values';
    if (!stack.every(({ function: name, line }) => name !== '' && line >= 0)) return 'bad frame';
    if (objectBytes !== undefined && !(objectBytes > 0)) return 'bad object size';
  }
  return 'sound';
}

/** Where top-level fields begin, the end of the profile not included. Go writes them with one-byte tags. */
function topLevelBoundaries(input: Uint8Array): ReadonlySet<number> {
  const boundaries = new Set<number>();
  let at = 0;
  const varint = () => {
    let value = 0;
    let unit = 1;
    for (let more = true; more; at++) {
      const byte = input[at] ?? 0;
      value += (byte & 127) * unit;
      unit *= 128;
      more = byte > 127;
    }
    return value;
  };
  while (at < input.length) {
    boundaries.add(at);
    const wireType = (input[at++] ?? 0) & 7;
    const value = varint();
    if (wireType === 2) at += value;
  }
  return boundaries;
}
