import { countGoroutines } from '../profile/count-goroutines.ts';
import type { HeapTextRecord } from '../profile/heap-text.ts';
import { ifReadable } from '../profile/if-readable.ts';
import { readHeapText } from '../profile/read-heap-text.ts';
import { growingPcs } from './growing-pcs.ts';
import type { ProfileRef, ProfileStore } from './profile-store.ts';

/**
 * Reads what has been captured while the capture goes on, to know what else to ask for. CPU work: where captures of other
 * checks wait for the same thread, it belongs into another one. Both throw what the store throws.
 */
export type CaptureReader = {
  /** How many goroutines a stored profile counts; undefined where it is gone or cannot be read. */
  goroutines(profile: ProfileRef, signal: AbortSignal): Promise<number | undefined>;
  /** Program counters of the stacks that hold more in the second of two stored heap texts, those that grew most first. */
  growingPcs(texts: readonly [ProfileRef, ProfileRef], signal: AbortSignal): Promise<readonly string[]>;
};

/** Reads in the calling thread. `recordsOf` answers the records of a heap text that has been read before. */
export function captureReader(
  store: Pick<ProfileStore, 'get'>,
  recordsOf: (text: ProfileRef) => readonly HeapTextRecord[] | undefined = () => undefined,
): CaptureReader {
  const recordsAt = async (text: ProfileRef) => {
    const known = recordsOf(text);
    if (known !== undefined) return known;
    const bytes = await store.get(text);
    return bytes && ifReadable(() => readHeapText(bytes).records);
  };
  return {
    goroutines: async (profile) => {
      const bytes = await store.get(profile);
      return bytes && ifReadable(() => countGoroutines(bytes));
    },
    growingPcs: async ([base, head]) => {
      const atBase = await recordsAt(base);
      const atHead = atBase && (await recordsAt(head));
      return atBase && atHead ? growingPcs(atBase, atHead) : [];
    },
  };
}
