import { addExact } from './add-exact.ts';
import type { Sample } from './profile.ts';
import { stackKeyer } from './stack-key.ts';

/**
 * One sample for each stack (functions, files and lines) and object size, values summed column by column, in the order
 * of first occurrence. Go writes several rows for one such pair, which runtime frames that it hides told apart. The
 * samples may be of several profiles as long as their columns are the same. Throws ProfileError if a sum is beyond 2^53.
 */
export function mergeSamples(samples: readonly Sample[]): readonly Sample[] {
  const keyOf = stackKeyer('lines');
  const merged = new Map<string, Sample>();
  for (const sample of samples) {
    const key = `${sample.objectBytes ?? ''}@${keyOf(sample.stack)}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? sample : { ...known, values: addValues(known.values, sample.values) },
    );
  }
  return [...merged.values()];
}

function addValues(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, column) => addExact(value, b[column] ?? 0));
}
