import type { Frame, Profile } from '../profile/profile.ts';
import { sampledObjects } from '../profile/sampled-objects.ts';
import type { stackKeyer } from '../profile/stack-key.ts';

/** What one stack holds of objects of one size at one capture. */
export type HeapRow = {
  /** Equal for equal stacks and sizes, across the captures that share a keyer. */
  readonly key: string;
  readonly stackKey: string;
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

/** Reads a Go heap profile as sampled counts by stack and object size. Throws ProfileError if it is no heap profile. */
export function heapRows(
  profile: Profile,
  keyOf: ReturnType<typeof stackKeyer>,
): ReadonlyMap<string, HeapRow> {
  return new Map(
    sampledObjects(profile).map(({ stack, objectBytes, probability, inuse, alloc }) => {
      const stackKey = keyOf(stack);
      const key = `${stackKey}|${objectBytes}`;
      const inuseBytes = (inuse * objectBytes) / probability;
      return [
        key,
        {
          key,
          stackKey,
          stack,
          size: objectBytes,
          p: probability,
          inuseBytes,
          inuseSamples: inuse,
          allocSamples: alloc,
        },
      ];
    }),
  );
}
