import type { PointCapture, ReplicaCaptures } from '../leak/captures.ts';
import { StackTable } from '../profile/stack-table.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileReader } from './profile-store.ts';
import type { ReadBefore } from './read-ahead.ts';
import { type PointReading, type ReadPoint, readPoint } from './read-point.ts';
import { type ReplicaCost, replicaCost } from './replica-cost.ts';

/** What a check's stored files hold of one replica. */
export type StoredReplica = {
  readonly captures: ReplicaCaptures;
  readonly cost: ReplicaCost;
};

/**
 * Reads and parses what was captured, one replica after another, except what has been read before. A file that is missing or no
 * valid profile is a failed capture with its next step, never an exception: the other captures are still worth reading. Throws
 * what the store throws.
 */
export async function* eachReplica(
  store: ProfileReader,
  plan: CheckPlan,
  before?: ReadBefore,
): AsyncGenerator<StoredReplica> {
  // Replicas run one binary: most of their stacks are the same ones.
  const stacks = before?.stacks ?? new StackTable();
  for (const [replica] of plan.replicas.entries())
    yield await readReplica(store, { plan, replica, stacks, before });
}

/** The same, all replicas at once: for looking at them. */
export async function readCaptures(store: ProfileReader, plan: CheckPlan): Promise<readonly StoredReplica[]> {
  const replicas: StoredReplica[] = [];
  for await (const replica of eachReplica(store, plan)) replicas.push(replica);
  return replicas;
}

type ReplicaOf = {
  readonly plan: CheckPlan;
  readonly replica: number;
  readonly stacks: StackTable;
  readonly before: ReadBefore | undefined;
};

async function readReplica(store: ProfileReader, of: ReplicaOf): Promise<StoredReplica> {
  const { plan, replica, before } = of;
  const readings: PointReading[] = [];
  for (const point of plan.points) {
    readings.push(before?.take(replica, point.index) ?? (await readPoint(store, { ...of, point })));
  }
  return {
    captures: {
      target: plan.replicas[replica]?.name ?? '',
      captures: lowerOfTwo(readings.flatMap((reading) => ('capture' in reading ? [reading] : []))),
      failures: readings.flatMap((reading) => ('failure' in reading ? [reading.failure] : [])),
      metricsProblems: readings.flatMap((reading) =>
        'capture' in reading && reading.metricsProblem !== undefined ? [reading.metricsProblem] : [],
      ),
    },
    cost: replicaCost(readings.map(({ outcome }) => outcome)),
  };
}

/**
 * What a collection leaves only ever adds to the live heap, so the lower of two is nearer to it. Lower values at some of the
 * points alone would bend the series: without a second collection at each of them, the first counts everywhere.
 */
function lowerOfTwo(points: readonly ReadPoint[]): readonly PointCapture[] {
  const everywhere = points.every(({ again }) => again !== undefined);
  return points.map(({ capture, again }) => {
    const isLower = again !== undefined && again.memStats.heapAlloc < capture.memStats.heapAlloc;
    return everywhere && isLower ? { ...capture, ...again } : capture;
  });
}
