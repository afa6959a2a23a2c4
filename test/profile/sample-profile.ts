import type { Frame, Profile, ProfileHeader } from '../../src/profile/profile.ts';
import { profileOf, type Sample, samplesOf } from '../../src/profile/sample.ts';

/** A sample from its stack, leaf first and apart by spaces: `sample('main.leaf main.root', [1, 64], 64)`. */
export function sample(stack: string, values: readonly number[], objectBytes?: number): Sample {
  return { stack: stack === '' ? [] : stack.split(' ').map(frame), values, objectBytes };
}

export function heapProfile(samples: readonly Sample[], changes: Partial<ProfileHeader> = {}): Profile {
  const header: ProfileHeader = {
    sampleTypes: [
      { type: 'alloc_objects', unit: 'count' },
      { type: 'alloc_space', unit: 'bytes' },
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit: 'bytes' },
    ],
    defaultSampleType: undefined,
    periodType: { type: 'space', unit: 'bytes' },
    period: 524_288,
    timeNanos: 1_700_000_000_000_000_000,
    durationNanos: 0,
    ...changes,
  };
  return profileOf(header, samples);
}

export function goroutineProfile(samples: readonly Sample[], changes: Partial<ProfileHeader> = {}): Profile {
  return heapProfile(samples, {
    sampleTypes: [{ type: 'goroutine', unit: 'count' }],
    periodType: { type: 'goroutine', unit: 'count' },
    period: 1,
    ...changes,
  });
}

/** A profile as objects throughout, for comparing. */
export function shown(profile: Profile): ProfileHeader & { readonly samples: readonly Sample[] } {
  const { sampleTypes, defaultSampleType, periodType, period, timeNanos, durationNanos } = profile;
  const samples = samplesOf(profile);
  return { sampleTypes, defaultSampleType, samples, periodType, period, timeNanos, durationNanos };
}

/** A frame from `main.f` or `main.f:12`. */
function frame(text: string): Frame {
  const [name = '', line = '1'] = text.split(':');
  return { function: name, file: 'main.go', line: Number(line) };
}
