import { addExact } from './add-exact.ts';
import type { Profile } from './profile.ts';
import { valueAt } from './sample.ts';
import { valueIndex } from './value-index.ts';

/** What all samples of a profile count of one sample type. Throws ProfileError if it has no such type, and beyond 2^53. */
export function columnSum(profile: Profile, type: string): number {
  const column = profile.values[valueIndex(profile, type)];
  let total = 0;
  for (let row = 0; row < profile.stackOf.length; row++) total = addExact(total, valueAt(column, row));
  return total;
}
