import { ProfileError } from './profile-error.ts';

/** What reading answers, or undefined where it throws a ProfileError; any other error is thrown on. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProfileError) return undefined;
    throw error;
  }
}
