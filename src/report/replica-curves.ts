import type { ReplicaReport, Report } from './report.ts';

type CurvePoint = { readonly atMs: number; readonly value: number };
export type ReplicaCurve = { readonly target: string; readonly points: readonly CurvePoint[] };
export type ReplicaCurves = {
  readonly heap: readonly ReplicaCurve[];
  readonly goroutines: readonly ReplicaCurve[];
};

/**
 * The series of every replica that has any, the ones worth looking at first: by verdict, then by growth.
 * Both measures keep one order, so that a replica looks the same in both.
 */
export function replicaCurves(report: Report): ReplicaCurves {
  const ordered = report.replicas.toSorted((a, b) => severity(b) - severity(a) || change(b) - change(a));
  return {
    heap: ordered.flatMap((replica) => curve(replica, replica.series.heapAlloc)),
    goroutines: ordered.flatMap((replica) => curve(replica, replica.series.goroutines)),
  };
}

function curve(replica: ReplicaReport, values: readonly number[]): ReplicaCurve[] {
  const points = replica.series.atMs.flatMap((atMs, index) => {
    const value = values[index];
    return value !== undefined && Number.isFinite(value) && Number.isFinite(atMs) ? [{ atMs, value }] : [];
  });
  return points.length > 0 ? [{ target: replica.target, points }] : [];
}

function severity(replica: ReplicaReport): number {
  return ['healthy', 'inconclusive', 'suspect', 'leak'].indexOf(replica.verdict);
}

function change({ series }: ReplicaReport): number {
  return relative(series.heapAlloc) + relative(series.goroutines);
}

function relative(values: readonly number[]): number {
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? first;
  return Math.abs(last - first) / Math.max(first, 1);
}
