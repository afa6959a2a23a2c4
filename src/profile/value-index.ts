import type { ProfileHeader } from './profile.ts';
import { ProfileError } from './profile-error.ts';

/** Column of a sample type such as `inuse_space`. Throws ProfileError listing the types that the profile has. */
export function valueIndex(profile: Pick<ProfileHeader, 'sampleTypes'>, type: string): number {
  const index = profile.sampleTypes.findIndex((one) => one.type === type);
  if (index >= 0) return index;
  const offered = profile.sampleTypes.slice(0, 8).map((one) => harmless(one.type));
  throw new ProfileError(`the profile has no ${type}, it has ${offered.join(', ')}`, {
    field: 'sample_type',
  });
}

/** Names come from the target and the message goes to people: nothing but plain characters, and few of them. */
function harmless(name: string): string {
  return name.slice(0, 40).replace(/[^\w./-]/g, '?');
}
