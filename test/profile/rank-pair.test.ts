import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import { flatCum } from '../../src/profile/flat-cum.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { rankPair } from '../../src/profile/rank-pair.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import { stackGrowth } from '../../src/profile/stack-totals.ts';
import { top } from '../../src/profile/top.ts';
import { fixtureBytes } from './fixture.ts';
import { layouts, oddLayouts } from './layouts.ts';
import { len, num, packed, smallProfile } from './wire-writer.ts';

/** It is read quickly, but its sums may be beyond what is exact. */
const beyondSums = 'a value near 2^53';

type Pair = { readonly base: Uint8Array; readonly head: Uint8Array };

const inflated = (file: string) => new Uint8Array(gunzipSync(fixtureBytes(file)));

function ranked(pair: Pair, type: string, rows = 10_000) {
  return rankPair(pair, { typeOf: () => type, rows })?.rows;
}

/** The same by way of profiles. */
function rankedProfiles({ base, head }: Pair, type: string, rows = 10_000) {
  const stacks = new StackTable();
  const growth = stackGrowth(readProfile(base, { stacks }), readProfile(head, { stacks }), type);
  return top(flatCum(growth), { by: 'flat', limit: rows });
}

describe('ranking a pair', () => {
  test.each([
    ['heap', 'inuse_space'],
    ['heap', 'alloc_objects'],
    ['allocs', 'alloc_space'],
    ['goroutine', 'goroutine'],
  ])('gives of real %s profiles what their growth by %s comes to', (kind, type) => {
    const pair = { base: inflated(`${kind}-base.pb.gz`), head: inflated(`${kind}-head.pb.gz`) };
    const all = rankedProfiles(pair, type);
    expect(all.length).toBeGreaterThan(3);
    expect(ranked(pair, type)).toEqual(all);
    for (const rows of [1, 3, all.length - 1]) expect(ranked(pair, type, rows)).toEqual(all.slice(0, rows));
  });

  test.each(layouts.filter(([name]) => name !== beyondSums))(
    'counts %s as reading it does, in base and in head',
    (_, layout) => {
      const other = smallProfile({ sample: len(2, packed(1, [2, 1, 2]), packed(2, [3])) });
      for (const pair of [
        { base: layout, head: other },
        { base: other, head: layout },
      ]) {
        expect(ranked(pair, 'inuse_space')).toEqual(rankedProfiles(pair, 'inuse_space'));
      }
    },
  );

  test.each(oddLayouts)('leaves %s to reading carefully', (_, layout) => {
    expect(ranked({ base: smallProfile(), head: layout }, 'inuse_space')).toBeUndefined();
    expect(ranked({ base: layout, head: smallProfile() }, 'inuse_space')).toBeUndefined();
  });

  test.each([
    ['sums beyond 2^52', smallProfile({ sample: len(2, packed(1, [1]), packed(2, [2n ** 52n])) })],
    ['another type', smallProfile({ sampleType: len(1, num(1, 6), num(2, 2)) })],
    ['another unit', smallProfile({ sampleType: len(1, num(1, 1), num(2, 6)) })],
    ['another sampling period', smallProfile({ rest: num(12, 7) })],
    ['no profile', Uint8Array.from([1, 2, 3])],
  ])('leaves %s to reading both, which tells what is wrong', (_, head) => {
    expect(ranked({ base: smallProfile(), head }, 'inuse_space')).toBeUndefined();
  });

  test('counts a function once in its cum that a stack has twice, on whatever lines', () => {
    const recursive = smallProfile({
      location2: len(4, num(1, 2), len(4, num(1, 1), num(2, 3)), len(4, num(1, 2), num(2, 4))),
    });
    expect(ranked({ base: smallProfile({ sample: [] }), head: recursive }, 'inuse_space')).toEqual([
      { function: 'main.leaf', flat: 5, cum: 5 },
      { function: 'main.root', flat: 0, cum: 5 },
    ]);
  });

  test('says of 1,000 damaged profiles what reading them says, or leaves them to it', () => {
    const base = inflated('heap-base.pb.gz');
    const whole = inflated('heap-head.pb.gz');
    const random = seededRandom(5);
    let compared = 0;
    for (let run = 0; run < 1_000; run++) {
      const head = whole.slice();
      const at = random(head.length);
      head[at] = (head[at] ?? 0) ^ (1 << random(8));
      const rows = ranked({ base, head }, 'inuse_space');
      if (rows === undefined) continue;
      const expected = outcome({ base, head });
      // What counts nothing is not looked at, and so neither is what is wrong with it.
      if (expected === undefined) continue;
      compared++;
      expect(rows).toEqual(expected);
    }
    expect(compared).toBeGreaterThan(100);
  });
});

function outcome(pair: Pair) {
  try {
    return rankedProfiles(pair, 'inuse_space');
  } catch (error) {
    if (error instanceof ProfileError) return undefined;
    throw error;
  }
}
