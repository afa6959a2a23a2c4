import { mergeProfiles } from './merge-profiles.ts';
import type { Profile } from './profile.ts';

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
