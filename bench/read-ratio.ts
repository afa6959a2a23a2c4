import { performance } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import { compareProfiles } from '../src/leak/compare-profiles.ts';
import type { ProfileHeader } from '../src/profile/profile.ts';
import { type PairBytes, rankPair } from '../src/profile/rank-pair.ts';
import { readProfile } from '../src/profile/read-profile.ts';
import { StackTable } from '../src/profile/stack-table.ts';
import { median } from './quantile.ts';

/** Before it has run this often, and for this long, the code is not yet compiled. */
const fewestWarmUps = 5;
const warmUpMs = 3_000;

/**
 * Median milliseconds, measured in turn: inflating both profiles and adding up their bytes; reading both and ranking functions by
 * flat growth; reading both and finding what grows. As many samples are read as `leakcheck compare` reads.
 */
export function inProcessRatios(
  pair: PairBytes,
  runs: number,
): { readonly reference: number; readonly top: number; readonly find: number } {
  const measure = () => ({
    reference: time(() => passOver(pair)),
    top: time(() => rankByFlat(pair)),
    find: time(() => findGrowth(pair)),
  });
  const startedAt = performance.now();
  for (let run = 0; run < fewestWarmUps || performance.now() - startedAt < warmUpMs; run++) measure();
  const times = Array.from({ length: runs }, measure);
  return {
    reference: median(times.map(({ reference }) => reference)),
    top: median(times.map(({ top }) => top)),
    find: median(times.map(({ find }) => find)),
  };
}

function time(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}

/** What reading cannot be quicker than: zlib, and each byte looked at once. */
function passOver({ base, head }: PairBytes): number {
  let sum = 0;
  for (const bytes of [gunzipSync(base), gunzipSync(head)]) {
    for (let at = 0; at < bytes.length; at++) sum = (sum + (bytes[at] ?? 0)) | 0;
  }
  return sum;
}

function rankByFlat(pair: PairBytes) {
  const ranked = rankPair(pair, { typeOf: () => 'inuse_space', rows: 20 });
  if (ranked === undefined) throw new Error('the pair cannot be ranked quickly');
  return ranked;
}

function findGrowth(pair: PairBytes) {
  return compareProfiles({
    ...read(pair, ['inuse_objects']),
    name: 'head',
    code: { modulePrefixes: [], libraries: [] },
  });
}

function read({ base, head }: PairBytes, types: readonly string[]) {
  const stacks = new StackTable();
  const wanted = (_: ProfileHeader, samples: number) => (samples > 50_000 ? types : undefined);
  return { base: readProfile(base, { stacks, wanted }), head: readProfile(head, { stacks, wanted }) };
}
