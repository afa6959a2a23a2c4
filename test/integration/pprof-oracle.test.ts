import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FunctionTotals, flatCum } from '../../src/profile/flat-cum.ts';
import { fold } from '../../src/profile/fold.ts';
import { mergeProfiles, subtractProfiles } from '../../src/profile/merge-profiles.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { stackGrowth, stackTotals } from '../../src/profile/stack-totals.ts';
import { writeProfile } from '../../src/profile/write-profile.ts';

const run = promisify(execFile);
const recorded = join(import.meta.dirname, '../profile/fixtures');
const services = join(import.meta.dirname, '../fixtures/profiles');
const pairs = [
  [join(recorded, 'heap'), 'inuse_space'],
  [join(recorded, 'heap'), 'inuse_objects'],
  [join(recorded, 'heap'), 'alloc_space'],
  [join(recorded, 'allocs'), 'alloc_space'],
  [join(recorded, 'allocs'), 'alloc_objects'],
  [join(recorded, 'goroutine'), 'goroutine'],
  [join(services, 'heap'), 'inuse_space'],
  [join(services, 'heap'), 'alloc_objects'],
  [join(services, 'goroutine'), 'goroutine'],
].map(([stem = '', type = '']) => ({
  kind: `${basename(dirname(stem))}/${basename(stem)}`,
  base: `${stem}-base.pb.gz`,
  head: `${stem}-head.pb.gz`,
  type,
}));
const heapBase = join(recorded, 'heap-base.pb.gz');
const heapHead = join(recorded, 'heap-head.pb.gz');
const singles = [
  ...pairs.map(({ kind, head, type }) => ({ kind, file: head, type })),
  { kind: 'profiles/allocs', file: join(services, 'allocs.pb.gz'), type: 'alloc_space' },
  { kind: 'profiles/cpu', file: join(services, 'cpu.pb.gz'), type: 'samples' },
];

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasGo())('go tool pprof as the oracle (skipped without Go)', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'leakcheck-oracle-'));
    // The first call builds the tool, which takes a while.
    await pprof(['-raw', heapBase]);
  }, 240_000);
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test.each(singles)('flat and cum of $kind equal -top on $type', async ({ file, type }) => {
    const expected = await topOf(type, [file]);
    expect(expected.size).toBeGreaterThan(3);
    expect(totalsOf(read(file), type)).toEqual(expected);
  });

  test.each(pairs)(
    'flat and cum of the difference of $kind equal -top -diff_base on $type',
    async ({ base, head, type }) => {
      const expected = await topOf(type, ['-diff_base', base, head]);
      expect(expected.size).toBeGreaterThan(3);
      expect(totalsOf(subtractProfiles(read(head), read(base)), type)).toEqual(expected);
      expect(growthOf(read(base), read(head), type)).toEqual(expected);
    },
  );

  test.each(singles)(
    'folded stacks of $kind equal -raw on $type, lines and inlined calls included',
    async ({ file, type }) => {
      expect(fold(read(file), type, { lines: true })).toBe(foldRaw(await pprof(['-raw', file]), type));
    },
  );

  test('a written merge is read by go tool pprof with the same flat and cum', async () => {
    const merged = mergeProfiles(read(heapBase), read(heapHead));
    const path = join(scratch, 'merged.pb.gz');
    await writeFile(path, writeProfile(merged));
    expect(await topOf('inuse_space', [path])).toEqual(totalsOf(merged, 'inuse_space'));
    expect(await topOf('inuse_space', [heapBase, heapHead])).toEqual(totalsOf(merged, 'inuse_space'));
  });

  test('a written difference keeps its negative values in go tool pprof', async () => {
    const less = subtractProfiles(read(heapBase), read(heapHead));
    const path = join(scratch, 'less.pb.gz');
    await writeFile(path, writeProfile(less));
    const expected = totalsOf(less, 'inuse_space');
    expect([...expected.values()].some(([flat]) => flat < 0)).toBe(true);
    expect(await topOf('inuse_space', [path])).toEqual(expected);
  });
});

function read(path: string): Profile {
  return readProfile(readFileSync(path));
}

type Totals = ReadonlyMap<string, readonly [flat: number, cum: number]>;

function totalsOf(profile: Profile, type: string): Totals {
  return sorted(flatCum(stackTotals(profile, type)).map(rowOf));
}

function growthOf(base: Profile, head: Profile, type: string): Totals {
  return sorted(flatCum(stackGrowth(base, head, type)).map(rowOf));
}

function rowOf({ function: name, flat, cum }: FunctionTotals): readonly [string, readonly [number, number]] {
  return [name, [Number(flat), Number(cum)]];
}

async function pprof(args: readonly string[]): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, PPROF_TMPDIR: tmpdir() } };
  return (await run('go', ['tool', 'pprof', '-symbolize=none', ...args], options)).stdout;
}

async function topOf(type: string, files: readonly string[]): Promise<Totals> {
  const shown = ['-top', '-nodefraction=0', '-nodecount=100000000', '-unit=B', `-sample_index=${type}`];
  const lines = (await pprof([...shown, ...files])).split('\n');
  const rows = lines.slice(lines.findIndex((line) => line.trim().startsWith('flat ')) + 1);
  return sorted(
    rows.flatMap((row) => {
      const found = /^\s*(-?\d+)B?\s+\S+\s+\S+\s+(-?\d+)B?\s+\S+\s+(.*?)(?: \((?:partial-)?inline\))?$/.exec(
        row,
      );
      const name = found?.[3];
      const totals = [Number(found?.[1]), Number(found?.[2])] as const;
      return name === undefined || (totals[0] === 0 && totals[1] === 0) ? [] : [[name, totals] as const];
    }),
  );
}

function sorted(rows: readonly (readonly [string, readonly [number, number]])[]): Totals {
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Folds the text of `go tool pprof -raw`: samples as location ids, then each location with its lines, innermost first. */
function foldRaw(raw: string, type: string): string {
  const lines = raw.split('\n');
  const samplesAt = lines.indexOf('Samples:');
  const locationsAt = lines.indexOf('Locations');
  const types = (lines[samplesAt + 1] ?? '').split(' ').map((one) => one.split('/')[0]);
  const framesOf = locationFrames(lines.slice(locationsAt + 1, lines.indexOf('Mappings')));
  const totals = new Map<string, number>();
  for (const line of lines.slice(samplesAt + 2, locationsAt)) {
    const found = /^\s*((?:-?\d+\s+)*-?\d+): ((?:\d+ )*)$/.exec(line);
    if (found === null) continue;
    const value = Number(found[1]?.trim().split(/\s+/)[types.indexOf(type)]);
    const ids = (found[2] ?? '')
      .trim()
      .split(' ')
      .filter((id) => id !== '');
    const stack = ids.flatMap((id) => framesOf.get(id) ?? [`no location ${id}`]);
    const folded = stack.reverse().join(';');
    totals.set(folded, (totals.get(folded) ?? 0) + value);
  }
  const rows = [...totals].filter(([, total]) => total !== 0).map(([stack, total]) => `${stack} ${total}\n`);
  return rows.sort().join('');
}

function locationFrames(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const frames = new Map<string, string[]>();
  let open: string[] = [];
  for (const line of lines) {
    const found = /^(?:\s*(\d+): 0x[0-9a-f]+ (?:M=\d+ )?|\s+)(.+ \S+:\d+):\d+ s=\d+$/.exec(line);
    if (found?.[2] === undefined) continue;
    if (found[1] !== undefined) {
      open = [];
      frames.set(found[1], open);
    }
    open.push(found[2].replaceAll(';', ','));
  }
  return frames;
}
