/** How many pauses, and times at which they ended, runtime.MemStats keeps. */
export const pausesKept = 256;

/** Where a collection stands in the ring, the first collection being 1: PauseNs[(NumGC+255)%256] is the most recent one. */
export function pauseSlot(collection: number): number {
  return (collection + pausesKept - 1) % pausesKept;
}
