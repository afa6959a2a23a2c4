import { addExact } from './add-exact.ts';
import type { Profile } from './profile.ts';
import { valueIndex } from './value-index.ts';

/**
 * How many goroutines a goroutine profile counts in all. Pass `goroutineleak` for the leak profile, whose column has
 * that name. Throws ProfileError for any other profile.
 */
export function goroutineCount(profile: Profile, type: 'goroutine' | 'goroutineleak' = 'goroutine'): number {
  const index = valueIndex(profile, type);
  return profile.samples.reduce((total, { values }) => addExact(total, values[index] ?? 0), 0);
}
