import { columnSum } from './column-sum.ts';
import type { Profile } from './profile.ts';

/**
 * How many goroutines a goroutine profile counts in all. Pass `goroutineleak` for the leak profile, whose column has
 * that name. Throws ProfileError for any other profile.
 */
export function goroutineCount(profile: Profile, type: 'goroutine' | 'goroutineleak' = 'goroutine'): number {
  return columnSum(profile, type);
}
