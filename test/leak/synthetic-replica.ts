import type { PointCapture, ReplicaCaptures } from '../../src/leak/captures.ts';
import type { MemStats } from '../../src/profile/heap-text.ts';
import type { Frame, Profile } from '../../src/profile/profile.ts';
import { profileOf, type Sample } from '../../src/profile/sample.ts';
import { samplingProbability } from '../../src/profile/sampled-objects.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import type { SeededNumbers } from './seeded-numbers.ts';

const periodBytes = 512 * 1024;

const sampleTypes = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];

/** `main.leaf main.root` or `net/http.f@/go/src/net/http/server.go:12`, leaf first and apart by spaces. */
export function stackOf(text: string): Frame[] {
  return text.split(' ').map((part) => {
    const [name = '', where = 'main.go:1'] = part.split(/@(?=[./])/);
    const [, file = where, line = '1'] = /^(.*):(\d+)$/.exec(where) ?? [];
    return { function: name, file, line: Number(line) };
  });
}

/** How many objects of a stack were really sampled, alive and since the start. */
export type SampledRow = {
  readonly stack: string;
  readonly objectBytes: number;
  readonly live: number;
  readonly allocated: number;
};

/** A row as Go writes it: scaled up and truncated. */
function heapSample({ stack, objectBytes, live, allocated }: SampledRow): Sample {
  const p = samplingProbability(objectBytes, periodBytes);
  const [inuse, alloc] = [Math.floor(live / p), Math.floor(allocated / p)];
  return {
    stack: stackOf(stack),
    values: [alloc, alloc * objectBytes, inuse, inuse * objectBytes],
    objectBytes,
  };
}

export function heapOf(rows: readonly SampledRow[], stacks?: StackTable): Profile {
  return profile({ sampleTypes, period: periodBytes, stacks }, rows.map(heapSample));
}

/** Goroutines by stack. */
export function goroutinesOf(counts: Readonly<Record<string, number>>, stacks?: StackTable): Profile {
  const samples = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([stack, count]) => ({ stack: stackOf(stack), values: [count], objectBytes: undefined }));
  return profile({ sampleTypes: [{ type: 'goroutine', unit: 'count' }], period: 1, stacks }, samples);
}

function profile(
  of: Pick<Profile, 'sampleTypes' | 'period'> & { readonly stacks: StackTable | undefined },
  samples: readonly Sample[],
): Profile {
  const header = {
    sampleTypes: of.sampleTypes,
    defaultSampleType: undefined,
    periodType: undefined,
    period: of.period,
    timeNanos: 0,
    durationNanos: 0,
  };
  return profileOf(header, samples, of.stacks);
}

export function memStatsOf(changes: Partial<MemStats>): MemStats {
  return {
    alloc: 0,
    totalAlloc: 0,
    sys: 64e6,
    lookups: 0,
    mallocs: 0,
    frees: 0,
    heapAlloc: 0,
    heapSys: 0,
    heapIdle: 0,
    heapInuse: 0,
    heapReleased: 0,
    heapObjects: 0,
    stackInuse: 0,
    stackSys: 0,
    nextGC: 0,
    numGC: 0,
    numForcedGC: 0,
    pausesNs: [],
    pauseEndsNs: [],
    maxRss: undefined,
    ...changes,
  };
}

/** What one stack of a synthetic service does with objects, by the window. */
export type HeapWork = {
  readonly stack: string;
  readonly objectBytes: number;
  /** Objects alive when the window begins. */
  readonly atBase?: number;
  /** Objects born and kept over the window, evenly. */
  readonly kept?: number;
  /** Objects of the base that die over the window, evenly. */
  readonly dying?: number;
  /** Objects born and dead again between captures, over the window. */
  readonly passing?: number;
};

export type ServiceWork = {
  readonly target?: string;
  readonly captures?: number;
  readonly windowMs?: number;
  readonly heap?: readonly HeapWork[];
  /** Goroutines by stack, as a function of the window's share that is over. */
  readonly goroutines?: Readonly<Record<string, (share: number) => number>>;
  /** Bytes by which a forced collection misses the live heap: one deviation. */
  readonly scatterBytes?: number;
  /** How many windows (by allocation) the process had lived before. */
  readonly age?: number;
};

/** Captures of a service that does what it is told, sampled as Go samples. */
export function syntheticReplica(numbers: SeededNumbers, work: ServiceWork): ReplicaCaptures {
  const count = work.captures ?? 5;
  const windowMs = work.windowMs ?? 20_000;
  const courses = (work.heap ?? []).map((heap) => sampledCourse(numbers, heap, count));
  const stacks = new StackTable();
  const captures = Array.from({ length: count }, (_, point): PointCapture => {
    const share = point / (count - 1);
    const elapsed = (work.age ?? 1.5) + share;
    return {
      point,
      atMs: Math.round(share * windowMs),
      memStats: memStatsOf({
        heapAlloc:
          8e6 +
          (work.scatterBytes ?? 0) * numbers.normal() +
          sum((work.heap ?? []).map((h) => liveBytes(h, share))),
        totalAlloc: 200e6 * elapsed,
        mallocs: 1e6 * elapsed,
        frees: 0.9e6 * elapsed,
        numGC: Math.round(10 * elapsed),
      }),
      heap: heapOf(
        courses.map((course) => at(course, point)),
        stacks,
      ),
      collections: 1,
      extras: undefined,
      goroutine: goroutinesOf(
        Object.fromEntries(
          Object.entries<(share: number) => number>({ 'main.main': () => 1, ...work.goroutines }).map(
            ([stack, many]) => [stack, Math.round(many(share))],
          ),
        ),
        stacks,
      ),
    };
  });
  return { target: work.target ?? 'shop-1', captures, failures: [] };
}

function liveBytes({ objectBytes, atBase = 0, kept = 0, dying = 0 }: HeapWork, share: number): number {
  return objectBytes * (atBase + (kept - dying) * share);
}

/** Of all objects, the profiler sees each with the same chance: counts of sampled ones are Poisson and only add up. */
function sampledCourse(numbers: SeededNumbers, work: HeapWork, captures: number): SampledRow[] {
  const p = samplingProbability(work.objectBytes, periodBytes);
  const seen = (objects: number) => (p > 0.98 ? Math.round(objects) : numbers.poisson(objects * p));
  const intervals = captures - 1;
  const surviving = seen((work.atBase ?? 0) - (work.dying ?? 0));
  const deaths = Array.from({ length: intervals }, () => seen((work.dying ?? 0) / intervals));
  let live = surviving + sum(deaths);
  let allocated = live + seen(work.passing ?? 0);
  const rows = [{ stack: work.stack, objectBytes: work.objectBytes, live, allocated }];
  for (const died of deaths) {
    const born = seen((work.kept ?? 0) / intervals);
    live += born - died;
    allocated += born + seen((work.passing ?? 0) / intervals);
    rows.push({ stack: work.stack, objectBytes: work.objectBytes, live, allocated });
  }
  return rows;
}

function at(rows: readonly SampledRow[], point: number): SampledRow {
  const row = rows[point];
  if (row === undefined) throw new Error(`no capture ${point}`);
  return row;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
