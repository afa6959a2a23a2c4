import type { Frame, Profile } from '../profile/profile.ts';
import { stackKey } from '../profile/stack-key.ts';
import { valueIndex } from '../profile/value-index.ts';

/** What one stack holds of objects of one size at one capture. */
export type HeapRow = {
  readonly key: string;
  readonly stack: readonly Frame[];
  /** Size of one object, bytes. */
  readonly size: number;
  /** Chance that an object of this size is sampled. */
  readonly p: number;
  /** Live bytes, scaled to all objects. */
  readonly inuseBytes: number;
  /** Objects really sampled: live ones, and all since the process started. */
  readonly inuseSamples: number;
  readonly allocSamples: number;
};

const roundingSlack = 1e-9;

/**
 * Reads a Go heap profile as sampled counts by stack and object size. Rows that differ only in hidden runtime frames are
 * summed, after undoing the scaling of each (Go truncates when it scales, so the ceiling restores the count).
 */
export function heapRows(profile: Profile): ReadonlyMap<string, HeapRow> {
  const columns = {
    inuseObjects: valueIndex(profile, 'inuse_objects'),
    inuseSpace: valueIndex(profile, 'inuse_space'),
    allocObjects: valueIndex(profile, 'alloc_objects'),
    allocSpace: valueIndex(profile, 'alloc_space'),
  };
  const rows = new Map<string, HeapRow>();
  for (const sample of profile.samples) {
    const value = (column: number) => sample.values[column] ?? 0;
    const size = sample.objectBytes ?? meanSize(value(columns.allocSpace), value(columns.allocObjects));
    const p = samplingChance(size, profile.period);
    const key = `${stackKey(sample.stack)}|${size}`;
    const seen = rows.get(key);
    rows.set(key, {
      key,
      stack: sample.stack,
      size,
      p,
      inuseBytes: (seen?.inuseBytes ?? 0) + value(columns.inuseSpace),
      inuseSamples: (seen?.inuseSamples ?? 0) + samplesOf(value(columns.inuseObjects), p),
      allocSamples: (seen?.allocSamples ?? 0) + samplesOf(value(columns.allocObjects), p),
    });
  }
  return rows;
}

function samplingChance(size: number, period: number): number {
  if (period <= 1) return 1;
  return size > 0 ? -Math.expm1(-size / period) : 1;
}

function samplesOf(scaledObjects: number, p: number): number {
  return Math.max(0, Math.ceil(scaledObjects * p - roundingSlack));
}

function meanSize(bytes: number, objects: number): number {
  return objects > 0 ? bytes / objects : 0;
}
