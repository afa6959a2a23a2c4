import { Profile as WireProfile } from 'pprof-format';
import { gunzip, isGzip } from './gunzip.ts';
import type { Profile } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { defaultReadLimits, type ReadLimits } from './read-limits.ts';
import { looksLikeText, refuseText } from './refuse-text.ts';
import { resolveProfile } from './resolve-profile.ts';
import { type RecordOffsets, scanWire } from './wire-scan.ts';

/**
 * Reads a pprof profile, gzipped or bare. Hostile input is expected: cost is bounded by `limits`, and every failure is a
 * ProfileError with field and byte offset. A cut exactly between two top-level fields cannot be told from a shorter
 * profile unless something then refers to what is gone; gzip's own checksum catches it in what Go serves.
 */
export function readProfile(bytes: Uint8Array, limits: Partial<ReadLimits> = {}): Profile {
  const allowed: ReadLimits = { ...defaultReadLimits, ...limits };
  if (bytes.length === 0) throw new ProfileError('the profile is empty: 0 bytes were served', { offset: 0 });
  if (bytes.length > allowed.servedBytes) {
    throw new ProfileError(`the profile is larger than the ${allowed.servedBytes} bytes allowed`);
  }
  refuseText(bytes);
  const inflated = isGzip(bytes) ? gunzip(bytes, allowed.inflatedBytes) : bytes;
  if (inflated.length > allowed.inflatedBytes) {
    throw new ProfileError(`the profile is larger than the ${allowed.inflatedBytes} bytes allowed`);
  }
  refuseText(inflated);
  const offsets = scan(inflated, allowed);
  return resolveProfile(WireProfile.decode(inflated), offsets, allowed);
}

function scan(inflated: Uint8Array, limits: ReadLimits): RecordOffsets {
  try {
    return scanWire(inflated, limits);
  } catch (cause) {
    if (cause instanceof ProfileError && looksLikeText(inflated)) {
      throw new ProfileError('expected a protobuf profile, got text', { offset: 0, cause });
    }
    throw cause;
  }
}
