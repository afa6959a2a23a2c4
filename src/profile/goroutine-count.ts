import { addExact } from './add-exact.ts';
import type { Profile } from './profile.ts';
import { valueAt } from './sample.ts';
import { valueIndex } from './value-index.ts';

/**
 * How many goroutines a goroutine profile counts in all. Pass `goroutineleak` for the leak profile, whose column has
 * that name. Throws ProfileError for any other profile.
 */
export function goroutineCount(profile: Profile, type: 'goroutine' | 'goroutineleak' = 'goroutine'): number {
  const column = profile.values[valueIndex(profile, type)];
  let total = 0;
  for (let row = 0; row < profile.stackOf.length; row++) total = addExact(total, valueAt(column, row));
  return total;
}
