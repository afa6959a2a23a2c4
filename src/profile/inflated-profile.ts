import { gunzip, isGzip } from './gunzip.ts';
import { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';
import { refuseText } from './refuse-text.ts';

/** The bare protobuf of a profile as it was served, gzipped or not. Throws ProfileError for text and above the limits. */
export function inflatedProfile(bytes: Uint8Array, limits: ReadLimits): Uint8Array {
  checkServed(bytes, limits);
  const inflated = isGzip(bytes) ? gunzip(bytes, limits.inflatedBytes) : bytes;
  if (inflated.length > limits.inflatedBytes) {
    throw new ProfileError(`the profile is larger than the ${limits.inflatedBytes} bytes allowed`);
  }
  refuseText(inflated);
  return inflated;
}

export function checkServed(bytes: Uint8Array, limits: ReadLimits): void {
  if (bytes.length === 0) throw new ProfileError('the profile is empty: 0 bytes were served', { offset: 0 });
  if (bytes.length > limits.servedBytes) {
    throw new ProfileError(`the profile is larger than the ${limits.servedBytes} bytes allowed`);
  }
  refuseText(bytes);
}
