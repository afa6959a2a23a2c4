import type { Core } from './core.ts';
import { gunzipInto, isGzip } from './gunzip.ts';
import { checkServed } from './inflated-profile.ts';
import { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';
import { refuseText } from './refuse-text.ts';

/**
 * Puts the bare protobuf of a profile, which was served gzipped or not, into a core's memory, where it is read. Throws ProfileError for
 * text, damaged gzip and above the limits, and a WebAssembly.RuntimeError where there is no such memory.
 */
export function loadProfile(core: Core, bytes: Uint8Array, limits: ReadLimits): void {
  checkServed(bytes, limits);
  if (isGzip(bytes)) inflateTo(core, bytes, limits);
  else if (bytes.length <= limits.inflatedBytes) core.take(bytes);
  else throw new ProfileError(`the profile is larger than the ${limits.inflatedBytes} bytes allowed`);
  refuseText(core.input());
}

function inflateTo(core: Core, bytes: Uint8Array, { inflatedBytes }: ReadLimits): void {
  const inflated = gunzipInto(bytes, inflatedBytes, (length) => core.room(length));
  if (inflated.buffer === core.exports.memory.buffer) core.filled(inflated.length);
  else core.take(inflated);
}
