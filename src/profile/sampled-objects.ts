import type { Profile } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { valueIndex } from './value-index.ts';

/** What the profiler really sampled, before Go scaled it up: counts of objects by row of the profile. */
export type SampledObjects = {
  /** Whether the row counts anything. */
  counts(row: number): boolean;
  /** Alive at the last collection. */
  inuse(row: number): number;
  /** Sampled since the process started. */
  alloc(row: number): number;
};

/**
 * Undoes the scaling of a heap profile. Go scales and truncates row by row, and hidden runtime frames split what is one
 * stack and size here over several rows, so the counts are recovered for each row, and only then may be summed. Throws
 * ProfileError if the profile is no heap profile or a row that counts anything has no object size.
 */
export function sampledObjects(profile: Profile): SampledObjects {
  const scaledInuse = roundedColumn(profile, 'inuse_objects');
  const scaledAlloc = roundedColumn(profile, 'alloc_objects');
  const { stackOf, objectBytes, period } = profile;
  for (let row = 0; row < stackOf.length; row++) {
    checkRow(row, { live: scaledInuse[row] ?? 0, all: scaledAlloc[row] ?? 0, size: objectBytes[row] ?? 0 });
  }
  const probabilityOf = rememberedProbability(period);
  const unscaled = (scaled: Float64Array) => (row: number) => {
    const count = scaled[row] ?? 0;
    return count === 0 ? 0 : unscale(count, probabilityOf(objectBytes[row] ?? 0));
  };
  return {
    counts: (row) => scaledInuse[row] !== 0 || scaledAlloc[row] !== 0,
    inuse: unscaled(scaledInuse),
    alloc: unscaled(scaledAlloc),
  };
}

type RowCounts = { readonly live: number; readonly all: number; readonly size: number };

function checkRow(row: number, { live, all, size }: RowCounts): void {
  if (live === 0 && all === 0) return;
  if (size === 0)
    throw new ProfileError('a row of the heap profile has no object size', { field: `sample[${row}].label` });
  if (live < 0 || all < 0) {
    throw new ProfileError('a count of objects is negative: this is a difference', {
      field: `sample[${row}].value`,
    });
  }
}

/**
 * Chance that one object of a size is sampled at a mean of `period` bytes between samples: 1 − e^(−size/period).
 * A period of 1 or less means that every allocation is recorded (runtime/pprof/protomem.go, scaleHeapSample).
 */
export function samplingProbability(objectBytes: number, period: number): number {
  return period <= 1 ? 1 : -Math.expm1(-objectBytes / period);
}

/** Objects beyond 2^53 were scaled up from far fewer samples: rounding loses none of those. */
function roundedColumn(profile: Profile, type: string): Float64Array {
  const column = profile.values[valueIndex(profile, type)] ?? new Float64Array();
  return column instanceof Float64Array ? column : Float64Array.from(column, Number);
}

/** More sizes than a program has, and few enough that nothing is gained by choosing them so that they collide in a Map. */
const mostRemembered = 256;

/** The same for many objects: Go's allocator has some seventy sizes for all that are not large. */
export function rememberedProbability(period: number): (objectBytes: number) => number {
  const known = new Map<number, number>();
  return (objectBytes) => {
    const before = known.get(objectBytes);
    if (before !== undefined) return before;
    const probability = samplingProbability(objectBytes, period);
    if (known.size < mostRemembered) known.set(objectBytes, probability);
    return probability;
  };
}

/**
 * Go wrote ⌊m/p⌋, so that the written count times p lies in (m − p, m]: the ceiling is m. Go's own p, computed as
 * 1 − e^(−x), is off by up to about 10⁻¹⁶, which the written count multiplies: the slack covers several times that.
 */
function unscale(scaledObjects: number, probability: number): number {
  if (scaledObjects === 0) return 0;
  return Math.ceil(scaledObjects * probability - 1e-9 - scaledObjects * 5e-16);
}
