import type { PointCapture, ReplicaCaptures } from '../src/leak/captures.ts';
import { memStatsOfText } from '../src/profile/mem-stats-of-text.ts';
import type { Frame, Profile, ProfileHeader } from '../src/profile/profile.ts';
import { profileOf, type Sample } from '../src/profile/sample.ts';
import { StackTable } from '../src/profile/stack-table.ts';
import { memStatsText } from './synthetic/mem-stats-text.ts';

/** A replica with valid profiles that are made so that finding what grows is dear. */
export type DearReplica = { readonly kind: 'heap' | 'goroutine'; readonly replica: ReplicaCaptures };

const manyRows = 100_000;
const depth = 1_000;
const objectBytes = 524_288;
/** What each row counts at each capture: it grows by enough to be told from chance. */
const counts = [1, 11, 21, 31, 41];
const windowMs = 60_000;

/** Of sizes that reading allows, in shapes in which work by pairs of rows, or by all frames of each, would not end. */
export function dearReplicas(): DearReplica[] {
  const stacks = new StackTable();
  return [
    heapReplica('one stack, 100,000 object sizes', stacks, (row) => {
      return { stack: [frame('main.f')], size: 64 + 8 * row };
    }),
    heapReplica('100,000 functions that grow', stacks, (row) => {
      return { stack: [frame(`main.f${row}`), frame('main.main')] };
    }),
    heapReplica('100,000 functions below one of the team', stacks, (row) => {
      return { stack: [frame(`runtime.f${row}`), frame('main.serve')] };
    }),
    heapReplica(
      '10,000 stacks of 1,000 calls in each other',
      stacks,
      (row) => {
        return { stack: Array.from({ length: depth }, (_, at) => frame(`main.f${(row + at * 7) % 1_009}`)) };
      },
      manyRows / 10,
    ),
    heapReplica(
      '10,000 functions below 1,000 calls',
      stacks,
      (row) => ({ stack: [frame(`main.leaf${row}`), ...calls] }),
      manyRows / 10,
    ),
    goroutineReplica('100,000 kinds of goroutines', stacks, (row) => [
      frame('runtime.gopark'),
      frame(`main.f${row}`),
    ]),
    goroutineReplica('as many, half of them connections', stacks, (row) => [
      frame('runtime.gopark'),
      frame(row % 2 === 0 ? `main.f${row}` : `net/http.(*persistConn).f${row}`),
    ]),
  ];
}

const calls = Array.from({ length: depth }, (_, at) => frame(`main.call${at}`));

type HeapRow = { readonly stack: Frame[]; readonly size?: number };

function heapReplica(
  name: string,
  stacks: StackTable,
  rowOf: (row: number) => HeapRow,
  rows = manyRows,
): DearReplica {
  const heapOf = (count: number) =>
    samplesOf(rows, (row) => {
      const { stack, size = objectBytes } = rowOf(row);
      return { stack, objectBytes: size, values: [count, count * size, count, count * size] };
    });
  const captures = counts.map((count, point) =>
    captureAt(point, {
      heap: profileOf(heapHeader, heapOf(count), stacks),
      goroutine: profileOf(goroutineHeader, [], stacks),
      bytes: count * rows * objectBytes,
    }),
  );
  return { kind: 'heap', replica: { target: name, captures, failures: [] } };
}

function goroutineReplica(name: string, stacks: StackTable, stackOf: (row: number) => Frame[]): DearReplica {
  const goroutinesOf = (count: number) =>
    samplesOf(manyRows, (row) => ({ stack: stackOf(row), objectBytes: undefined, values: [count] }));
  const captures = counts.map((count, point) =>
    captureAt(point, {
      heap: profileOf(heapHeader, [], stacks),
      goroutine: profileOf(goroutineHeader, goroutinesOf(count), stacks),
      bytes: objectBytes,
    }),
  );
  return { kind: 'goroutine', replica: { target: name, captures, failures: [] } };
}

function samplesOf(rows: number, sampleOf: (row: number) => Sample): Sample[] {
  return Array.from({ length: rows }, (_, row) => sampleOf(row));
}

type Measured = { readonly heap: Profile; readonly goroutine: Profile; readonly bytes: number };

function captureAt(point: number, { heap, goroutine, bytes }: Measured): PointCapture {
  const share = point / (counts.length - 1);
  const timeNanos = startedAtMs * 1e6 + share * windowMs * 1e6;
  const counters = memStatsText({
    bytes,
    objects: Math.round(bytes / objectBytes),
    allocatedBytes: bytes * 2,
    allocatedObjects: Math.round(bytes / objectBytes) * 2,
    startedAtMs,
    at: share,
  });
  return {
    point,
    atMs: share * windowMs,
    memStats: memStatsOfText(Buffer.from(counters)),
    collections: 1,
    heap: { ...heap, timeNanos },
    goroutine: { ...goroutine, timeNanos },
    extras: undefined,
  };
}

const startedAtMs = 1_700_000_000_000;

const heapHeader = headerOf(objectBytes, [
  ['alloc_objects', 'count'],
  ['alloc_space', 'bytes'],
  ['inuse_objects', 'count'],
  ['inuse_space', 'bytes'],
]);

const goroutineHeader = headerOf(1, [['goroutine', 'count']]);

function headerOf(period: number, sampleTypes: readonly (readonly [string, string])[]): ProfileHeader {
  return {
    sampleTypes: sampleTypes.map(([type, unit]) => ({ type, unit })),
    defaultSampleType: undefined,
    periodType: undefined,
    period,
    timeNanos: 0,
    durationNanos: 0,
  };
}

function frame(name: string): Frame {
  return { function: name, file: 'f.go', line: 1 };
}
