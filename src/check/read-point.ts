import type { FailedCapture, PointCapture, PointExtras } from '../leak/captures.ts';
import { type MetricsProblem, type MetricsReading, readMetricsReading } from '../metrics/metrics-reading.ts';
import type { HeapText, HeapTextRecord, MemStats } from '../profile/heap-text.ts';
import { ifReadable } from '../profile/if-readable.ts';
import { memStatsOfText } from '../profile/mem-stats-of-text.ts';
import type { Profile } from '../profile/profile.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { readGoroutineText } from '../profile/read-goroutine-text.ts';
import { readHeapText } from '../profile/read-heap-text.ts';
import { readProfile } from '../profile/read-profile.ts';
import { readSymbols } from '../profile/read-symbols.ts';
import type { StackTable } from '../profile/stack-table.ts';
import { valueIndex } from '../profile/value-index.ts';
import { type CaptureOutcome, readCaptureOutcome } from './capture-outcome.ts';
import type { CheckPlan, PlannedPoint } from './plan.ts';
import type { CaptureFile, ProfileReader } from './profile-store.ts';

/** The counters after one forced collection, read this long after the window's start. */
type Counters = Pick<PointCapture, 'atMs' | 'memStats'>;

export type ReadPoint = {
  readonly capture: PointCapture;
  readonly again: Counters | undefined;
  readonly metricsProblem: MetricsProblem | undefined;
};

export type PointReading =
  | (ReadPoint & { readonly outcome: CaptureOutcome })
  | { readonly failure: FailedCapture; readonly outcome: CaptureOutcome | undefined };

/** One time point of one replica (an index into the plan's), and the table that its profiles are read into. */
export type PointOf = {
  readonly plan: CheckPlan;
  readonly replica: number;
  readonly stacks: StackTable;
  readonly point: PlannedPoint;
};

/**
 * Reads and parses what was captured of a replica at one time point. A file that is missing or no valid profile is a failed capture
 * with its next step, never an exception. Throws what the store throws.
 */
export async function readPoint(store: ProfileReader, of: PointOf): Promise<PointReading> {
  const outcomeBytes = await fileOf(store, of, 'outcome');
  const outcome = outcomeBytes === undefined ? undefined : readCaptureOutcome(outcomeBytes);
  if (outcome === undefined) return { failure: notCaptured(of), outcome };
  if (!outcome.ok)
    return {
      failure: { point: of.point.index, message: outcome.message, nextStep: outcome.nextStep },
      outcome,
    };
  return parsePoint(store, of, outcome);
}

async function parsePoint(
  store: ProfileReader,
  of: PointOf,
  outcome: Extract<CaptureOutcome, { ok: true }>,
): Promise<PointReading> {
  const [heapText, heap, goroutine] = await Promise.all([
    fileOf(store, of, 'heap-text'),
    fileOf(store, of, 'heap'),
    fileOf(store, of, 'goroutine'),
  ]);
  if (heapText === undefined || heap === undefined || goroutine === undefined) {
    return { failure: filesGone(of), outcome };
  }
  try {
    const text = readText(heapText, of);
    const again = await readAgain(store, of, outcome);
    const metrics = await readMetrics(store, of);
    const capture: PointCapture = {
      point: of.point.index,
      atMs: outcome.takenAtMs - of.plan.t0Ms,
      memStats: text.memStats,
      collections: of.plan.gc === false ? 0 : outcome.takenAgainAtMs === undefined ? 1 : 2,
      heap: readHeap(heap, of),
      goroutine: readProfile(goroutine, { stacks: of.stacks }),
      extras: await readExtras(store, of, text.records),
      ...('metrics' in metrics ? { metrics: metrics.metrics } : {}),
    };
    requireTypes(capture);
    return {
      capture,
      again,
      metricsProblem: 'problem' in metrics ? metrics.problem : undefined,
      outcome,
    };
  } catch (error) {
    if (error instanceof ProfileError) return { failure: unreadable(of, error), outcome };
    throw error;
  }
}

/** The records, which tell what growing bytes were made as, are compared between base and head alone. */
function readText(bytes: Uint8Array, { point }: PointOf): Pick<HeapText, 'memStats' | 'records'> {
  return point.role === 'light' ? { memStats: memStatsOfText(bytes), records: [] } : readHeapText(bytes);
}

/** What was allocated is asked of base and head alone: of the captures between, samples without live objects are left out. */
function readHeap(bytes: Uint8Array, { point, stacks }: PointOf): Profile {
  return readProfile(bytes, {
    stacks,
    ...(point.role === 'light' ? { wanted: () => ['inuse_objects'] } : {}),
  });
}

/** Undefined where one collection was forced, and where the second text is gone or damaged: the first is there. */
async function readAgain(
  store: ProfileReader,
  of: PointOf,
  { takenAgainAtMs }: Extract<CaptureOutcome, { ok: true }>,
): Promise<Counters | undefined> {
  if (takenAgainAtMs === undefined) return undefined;
  const text = await fileOf(store, of, 'heap-text-again');
  const memStats: MemStats | undefined = text && ifReadable(() => memStatsOfText(text));
  return memStats && { atMs: takenAgainAtMs - of.plan.t0Ms, memStats };
}

/** Neither metrics nor a problem where none were to be read. */
async function readMetrics(
  store: ProfileReader,
  of: PointOf,
): Promise<MetricsReading | { readonly none: true }> {
  const stored = await fileOf(store, of, 'metrics');
  return (stored && readMetricsReading(stored)) ?? { none: true };
}

/** What the target did not offer, and what cannot be read, is left out: the verdict does not hang on it. */
async function readExtras(
  store: ProfileReader,
  of: PointOf,
  heapRecords: readonly HeapTextRecord[],
): Promise<PointExtras> {
  const [goroutines, leaked, symbols] = await Promise.all([
    fileOf(store, of, 'goroutine-text'),
    fileOf(store, of, 'goroutineleak'),
    fileOf(store, of, 'symbols'),
  ]);
  return {
    heapRecords,
    symbols: (symbols && ifReadable(() => readSymbols(symbols))) ?? new Map(),
    goroutines: goroutines && ifReadable(() => readGoroutineText(goroutines)),
    leaked: leaked && ifReadable(() => readProfile(leaked, { stacks: of.stacks })),
  };
}

/** The right endpoint can still serve the wrong profile: behind a proxy, or from a program that is not Go. */
function requireTypes({ heap, goroutine }: PointCapture): void {
  for (const type of ['inuse_objects', 'inuse_space', 'alloc_objects', 'alloc_space']) valueIndex(heap, type);
  valueIndex(goroutine, 'goroutine');
}

function fileOf(
  store: ProfileReader,
  { plan, replica, point }: PointOf,
  file: CaptureFile,
): Promise<Uint8Array | undefined> {
  return store.get({ check: plan.check, replica, point: point.index, file });
}

function nameOf({ plan, replica }: PointOf): string {
  return plan.replicas[replica]?.name ?? 'this replica';
}

function notCaptured(of: PointOf): FailedCapture {
  return {
    point: of.point.index,
    message: `Nothing is stored of ${nameOf(of)} for this capture: no worker came to it, or the one that did writes to another directory.`,
    nextStep: 'Run `leakcheck doctor`: it tells whether workers share their profile directory.',
  };
}

function filesGone(of: PointOf): FailedCapture {
  return {
    point: of.point.index,
    message: `The profiles of ${nameOf(of)} were captured, but they are gone from the profile directory.`,
    nextStep: 'Raise LEAKCHECK_PROFILE_MAX_BYTES or LEAKCHECK_PROFILE_MAX_AGE, and run `leakcheck doctor`.',
  };
}

function unreadable(of: PointOf, error: ProfileError): FailedCapture {
  return {
    point: of.point.index,
    message: `${nameOf(of)} answered with something that is no valid profile: ${error.message}.`,
    nextStep:
      'Check that the target is a Go service with net/http/pprof and that nothing between rewrites its answers.',
  };
}
