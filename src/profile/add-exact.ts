import { ProfileError } from './profile-error.ts';

/** The sum of two whole numbers. Throws ProfileError if it is beyond 2^53, where a number loses digits. */
export function addExact(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum))
    throw new ProfileError('a sum of values is beyond 2^53 and would lose digits');
  return sum;
}
