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

/**
 * What `head` has more than `base`, negative where it has less: the profile that `go tool pprof -base` works on. Stacks
 * without any change are left out. Throws ProfileError as `mergeProfiles` does.
 */
export function subtractProfiles(head: Profile, base: Profile): Profile {
  const negated = base.samples.map((one) => ({ ...one, values: one.values.map((value) => 0 - value) }));
  const { samples, ...rest } = mergeProfiles(head, { ...base, samples: negated });
  return {
    ...rest,
    samples: samples.filter(({ values }) => values.some((value) => value !== 0)),
    timeNanos: head.timeNanos,
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
