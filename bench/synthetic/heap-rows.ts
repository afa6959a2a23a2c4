import { seededRandom } from '../../lab/seeded-random.ts';
import type { GoProgram } from './go-program.ts';

/** One row of a heap profile: a stack, the size of its objects, and what has been sampled of it by when. */
export type HeapRow = {
  /** Indexes of locations, leaf first. */
  readonly stack: readonly number[];
  readonly objectBytes: number;
  /** Raw samples at base, and how many more there are at head. */
  readonly allocated: number;
  readonly allocatedLater: number;
  readonly inUse: number;
  /** Grows with the window where the row leaks; otherwise it comes and goes. */
  readonly leaked: number;
  readonly comesAndGoes: boolean;
};

/** Raw samples of a row at one time. */
export type RowSamples = { readonly inUse: number; readonly allocated: number };

const sizes = [
  16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 208, 256, 352, 512, 896, 1_024, 2_048, 4_096, 9_472,
];
/** In a service that has run for a while most rows are of what it once allocated and has long given back. */
const inUsePercent = 8;
const busyPercent = 10;
const sameStackPercent = 25;
const leakBytes = 96 * 1024 * 1024;

/** Rows of a service that leaks from one stack, in two sizes; the same for the same program and seed. */
export function heapRows(
  program: GoProgram,
  { samples, seed, rate }: { readonly samples: number; readonly seed: number; readonly rate: number },
): readonly HeapRow[] {
  const random = seededRandom(seed);
  const nextStack = stacksOf(program, random);
  const rows: HeapRow[] = [];
  let stack = nextStack();
  let size = 0;
  while (rows.length < samples) {
    const again = size < sizes.length - 1 && random(100) < sameStackPercent;
    if (!again) stack = nextStack();
    size = again ? size + 1 : random(sizes.length);
    rows.push(rowOf(random, stack, sizes[size] ?? 16));
  }
  const leak = { stack: [program.leaking, ...nextStack()], ...leakOf(rate) };
  const leaksAt = Math.floor(samples / 3);
  return rows.map((row, index) => {
    if (index === leaksAt) return { ...leak, objectBytes: 96 };
    return index === leaksAt + 1 ? { ...leak, objectBytes: 512 } : row;
  });
}

function leakOf(rate: number) {
  const leaked = Math.round(leakBytes / 2 / rate);
  return { inUse: 8, allocated: 9, allocatedLater: leaked, leaked, comesAndGoes: false };
}

/** What has been sampled of a row by `at`: 0 is base, 1 is head. Objects in use are among the allocated ones. */
export function samplesAt(row: HeapRow, at: number): RowSamples {
  const allocated = row.allocated + Math.round(row.allocatedLater * at);
  const away = row.comesAndGoes && Math.round(at * 8) % 2 === 1 ? 1 : 0;
  const inUse = row.inUse - away + Math.round(row.leaked * at);
  return { inUse: Math.min(allocated, inUse), allocated };
}

function rowOf(random: (below: number) => number, stack: readonly number[], objectBytes: number): HeapRow {
  const allocated = 1 + (random(4) === 0 ? random(40) : random(3));
  const inUse = random(100) < inUsePercent ? 1 + random(Math.min(4, allocated)) : 0;
  const allocatedLater = random(100) < busyPercent ? 1 + random(6) : 0;
  const comesAndGoes = inUse > 0 && random(5) === 0;
  return { stack, objectBytes, allocated, allocatedLater, inUse, leaked: 0, comesAndGoes };
}

const leastDepth = 9;
const depthRange = 18;

/**
 * Walks a tree of calls from a root: few ways near it, so that stacks share what they begin with, many near the leaf. A place in
 * the tree is a number, from which the location there and the places below follow. No stack comes twice.
 */
function stacksOf(program: GoProgram, random: (below: number) => number): () => readonly number[] {
  const seen = new Set<number>();
  const walk = (): readonly number[] => {
    const root = random(program.roots.length);
    const depth = leastDepth + random(depthRange);
    const calls: number[] = [];
    let place = root + 1;
    for (let at = 0; at < depth; at++) {
      place = mixed(place, random(waysAt(at, depth)));
      calls.push(place % program.callable);
    }
    if (seen.has(place)) return walk();
    seen.add(place);
    return [...calls.reverse(), ...(program.roots[root] ?? [])];
  };
  return walk;
}

function waysAt(at: number, depth: number): number {
  if (at < 6) return 2;
  return at < depth - 3 ? 3 : 24;
}

function mixed(place: number, way: number): number {
  let hash = Math.imul(place ^ (way * 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
