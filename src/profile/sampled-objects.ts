import { addExact } from './add-exact.ts';
import type { Frame, Profile, Sample } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { stackKeyer } from './stack-key.ts';
import { valueIndex } from './value-index.ts';

/** Objects of one size from one stack, as many as the profiler really sampled, before Go scaled them up. */
export type SampledObjects = {
  /** Leaf first. */
  readonly stack: readonly Frame[];
  /** Size of one object. */
  readonly objectBytes: number;
  /** Chance that one such object is sampled, above 0 and at most 1: divide a count by it to estimate all objects. */
  readonly probability: number;
  /** Sampled objects alive at the last collection. */
  readonly inuse: number;
  /** Objects sampled since the process started. */
  readonly alloc: number;
};

/**
 * Undoes the scaling of a heap profile. Go scales and truncates row by row, and hidden runtime frames split what is one
 * stack and size here over several rows, so the counts are recovered for each row first and then summed. In the order
 * of first occurrence. Throws ProfileError if the profile is no heap profile or a row has no object size.
 */
export function sampledObjects(profile: Profile): readonly SampledObjects[] {
  const inuseIndex = valueIndex(profile, 'inuse_objects');
  const allocIndex = valueIndex(profile, 'alloc_objects');
  const keyOf = stackKeyer('lines');
  const rows = new Map<string, SampledObjects>();
  profile.samples.forEach((sample, at) => {
    const scaled = { inuse: sample.values[inuseIndex] ?? 0, alloc: sample.values[allocIndex] ?? 0 };
    if (scaled.inuse === 0 && scaled.alloc === 0) return;
    const row = recoverRow(sample, { at, period: profile.period, scaled });
    const key = `${row.objectBytes}@${keyOf(row.stack)}`;
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : plus(known, row));
  });
  return [...rows.values()];
}

/**
 * Chance that one object of a size is sampled at a mean of `period` bytes between samples: 1 − e^(−size/period).
 * A period of 1 or less means that every allocation is recorded (runtime/pprof/protomem.go, scaleHeapSample).
 */
export function samplingProbability(objectBytes: number, period: number): number {
  return period <= 1 ? 1 : -Math.expm1(-objectBytes / period);
}

type Row = {
  readonly at: number;
  readonly period: number;
  readonly scaled: { inuse: number; alloc: number };
};

function recoverRow({ stack, objectBytes }: Sample, { at, period, scaled }: Row): SampledObjects {
  if (objectBytes === undefined) {
    throw new ProfileError('a row of the heap profile has no object size', { field: `sample[${at}].label` });
  }
  if (scaled.inuse < 0 || scaled.alloc < 0) {
    throw new ProfileError('a count of objects is negative: this is a difference', {
      field: `sample[${at}].value`,
    });
  }
  const probability = samplingProbability(objectBytes, period);
  return {
    stack,
    objectBytes,
    probability,
    inuse: unscale(scaled.inuse, probability),
    alloc: unscale(scaled.alloc, probability),
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

function plus(a: SampledObjects, b: SampledObjects): SampledObjects {
  return { ...a, inuse: addExact(a.inuse, b.inuse), alloc: addExact(a.alloc, b.alloc) };
}
