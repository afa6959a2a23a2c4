import { countGoroutines } from '../profile/count-goroutines.ts';
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

/** Reads in the calling thread. */
export function captureReader(store: Pick<ProfileStore, 'get'>): CaptureReader {
  return {
    goroutines: async (profile) => {
      const bytes = await store.get(profile);
      return bytes && ifReadable(() => countGoroutines(bytes));
    },
    growingPcs: async ([base, head]) => {
      const texts = [await store.get(base), await store.get(head)] as const;
      if (texts[0] === undefined || texts[1] === undefined) return [];
      const [atBase, atHead] = texts;
      return ifReadable(() => growingPcs(readHeapText(atBase).records, readHeapText(atHead).records)) ?? [];
    },
  };
}
