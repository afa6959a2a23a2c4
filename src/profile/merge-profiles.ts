import { mergeSamples } from './merge-samples.ts';
import type { Profile } from './profile.ts';
import { ProfileError } from './profile-error.ts';

/**
 * Several profiles as one, e.g. of all replicas: values of equal stacks and object sizes summed, in the order of first
 * occurrence. Time is the earliest, duration the longest. Throws ProfileError if sample types or periods differ.
 */
export function mergeProfiles(first: Profile, ...others: readonly Profile[]): Profile {
  const all = [first, ...others];
  for (const other of others) checkMergeable(first, other);
  return {
    ...first,
    samples: mergeSamples(all.flatMap(({ samples }) => samples)),
    timeNanos: all.reduce((least, { timeNanos }) => Math.min(least, timeNanos), first.timeNanos),
    durationNanos: all.reduce((most, { durationNanos }) => Math.max(most, durationNanos), 0),
  };
}

function checkMergeable(a: Profile, b: Profile): void {
  const columns = (profile: Profile) =>
    JSON.stringify(profile.sampleTypes.map(({ type, unit }) => [type, unit]));
  if (columns(a) !== columns(b)) {
    throw new ProfileError('the profiles have different sample types', { field: 'sample_type' });
  }
  if (a.period !== b.period) {
    throw new ProfileError('the profiles were sampled at different rates', { field: 'period' });
  }
}
