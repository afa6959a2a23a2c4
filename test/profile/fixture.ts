import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../../src/profile/profile.ts';
import { readProfile } from '../../src/profile/read-profile.ts';

/** Profiles of the lab's services, as a prefix of the names below; without it, names are of what fixtures/main.go recorded. */
export const ofServices = '../../fixtures/profiles/';

/** Bytes of a recorded profile, e.g. `heap-base.pb.gz`. */
export function fixtureBytes(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, 'fixtures', name));
}

export function fixtureProfile(name: string): Profile {
  return readProfile(fixtureBytes(`${name}.pb.gz`));
}
