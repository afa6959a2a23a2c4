import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { seededRandom } from '../lab/seeded-random.ts';
import { compareProfiles } from '../src/leak/compare-profiles.ts';
import { diagnose } from '../src/leak/diagnose.ts';
import { ProfileError } from '../src/profile/profile-error.ts';
import { readProfile } from '../src/profile/read-profile.ts';
import type { BenchRun } from './bench-run.ts';
import { type DearReplica, dearReplicas } from './dear-replicas.ts';
import { quantile } from './quantile.ts';
import { syntheticPair } from './synthetic-profile.ts';

const recorded = path.join(import.meta.dirname, '..', '..', 'test', 'profile', 'fixtures');

/** A damaged profile, and what a reader made of it. */
type Outcome = { readonly ms: number; readonly kind: 'refused' | 'read' };

/**
 * Reads damaged profiles: flipped bits and cuts, of what was served and of the bare protobuf. Prints how many were refused and how
 * long the slowest took, then how long whole ones take to compare that are made to be dear. Anything thrown that is not a ProfileError ends the run.
 */
export async function runBench({ args, say }: BenchRun): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { damages: { type: 'string', default: '10000' } },
  });
  const damages = Number(values.damages);
  const profiles = [
    ...(await Promise.all(['heap-head', 'allocs-base', 'goroutine-head'].map(fixture))),
    { name: 'synthetic, 10,000 samples', served: syntheticPair({ samples: 10_000, seed: 1 }).head },
  ];
  say(
    `${damages} damages of each profile and form (a tenth of the synthetic one's), half cuts, half flipped bits`,
  );
  say('');
  say(
    'profile                     form         bytes    refused       read   p50 ms   slowest ms   whole ms',
  );
  for (const { name, served } of profiles) {
    const count = name.startsWith('synthetic') ? Math.ceil(damages / 10) : damages;
    say(row(name, 'gzip', served, count));
    say(row(name, 'protobuf', new Uint8Array(gunzipSync(served)), count));
  }
  say('');
  say('valid, and made to be dear               compare two   findings   diagnose five   findings');
  for (const dear of dearReplicas()) say(dearRow(dear));
}

const code = { modulePrefixes: [], libraries: [] };

function dearRow({ kind, replica }: DearReplica): string {
  const { target, captures } = replica;
  const [base, head] = [captures[0]?.[kind], captures.at(-1)?.[kind]];
  if (base === undefined || head === undefined) throw new Error(`${target} has no captures`);
  const compared = timed(() => compareProfiles({ name: target, base, head, code }));
  const diagnosed = timed(
    () => diagnose({ ...code, windowMs: 60_000, plannedCaptures: 5, replicas: [replica] }).findings,
  );
  return [
    target.padEnd(40),
    `${compared.ms.toFixed(0)} ms`.padStart(11),
    String(compared.result.length).padStart(10),
    `${diagnosed.ms.toFixed(0)} ms`.padStart(15),
    String(diagnosed.result.length).padStart(10),
  ].join(' ');
}

function timed<Result>(run: () => Result): { readonly ms: number; readonly result: Result } {
  const startedAt = performance.now();
  const result = run();
  return { ms: performance.now() - startedAt, result };
}

async function fixture(name: string): Promise<{ name: string; served: Uint8Array }> {
  return { name, served: await readFile(path.join(recorded, `${name}.pb.gz`)) };
}

function row(name: string, form: string, whole: Uint8Array, damages: number): string {
  const random = seededRandom(1);
  const wholeMs = read(whole).ms;
  const outcomes = Array.from({ length: damages }, (_, run) =>
    read(run % 2 === 0 ? whole.subarray(0, random(whole.length)) : flipped(whole, random)),
  );
  const times = outcomes.map(({ ms }) => ms);
  const refused = outcomes.filter(({ kind }) => kind === 'refused').length;
  return [
    name.padEnd(27),
    form.padEnd(9),
    String(whole.length).padStart(9),
    String(refused).padStart(10),
    String(damages - refused).padStart(10),
    quantile(times, 0.5).toFixed(2).padStart(8),
    quantile(times, 1).toFixed(1).padStart(12),
    wholeMs.toFixed(1).padStart(10),
  ].join(' ');
}

function read(bytes: Uint8Array): Outcome {
  const startedAt = performance.now();
  try {
    readProfile(bytes);
    return { ms: performance.now() - startedAt, kind: 'read' };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return { ms: performance.now() - startedAt, kind: 'refused' };
  }
}

function flipped(whole: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = Uint8Array.from(whole);
  const at = random(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
  return copy;
}
