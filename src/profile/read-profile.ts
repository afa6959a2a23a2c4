import { giveBack } from './give-back.ts';
import { loadProfile } from './load-profile.ts';
import type { Profile, ProfileHeader } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { readHeader } from './read-header.ts';
import { defaultReadLimits, type ReadLimits } from './read-limits.ts';
import { readLocations } from './read-locations.ts';
import { type ReadParts, readQuickly } from './read-quickly.ts';
import { readSamples } from './read-samples.ts';
import { looksLikeText } from './refuse-text.ts';
import { type ProfileRecords, scanRecords } from './scan-records.ts';
import { StackTable } from './stack-table.ts';
import { StringTable } from './string-table.ts';
import { valueIndex } from './value-index.ts';

export type ReadOptions = {
  /** Profiles that are read into one table are joined by it. Each gets its own unless told otherwise. */
  readonly stacks?: StackTable;
  readonly limits?: Partial<ReadLimits>;
  /**
   * Sample types of which one at least is not 0 in a sample that is kept; all are kept where it answers undefined. Leaving the
   * others out is quick: nothing else of them is looked at.
   */
  readonly wanted?: (header: ProfileHeader, samples: number) => readonly string[] | undefined;
  /** Nobody needs the bytes any more: their memory is given back as soon as it may be, which leaves them empty. */
  readonly disposable?: boolean;
};

/**
 * Reads a pprof profile, gzipped or bare. Hostile input is expected: cost is bounded by the limits, and every failure is a
 * ProfileError with field and byte offset. A cut exactly between two top-level fields cannot be told from a shorter
 * profile unless something then refers to what is gone; gzip's own checksum catches it in what Go serves.
 */
export function readProfile(
  bytes: Uint8Array,
  { stacks = new StackTable(), limits, wanted, disposable = false }: ReadOptions = {},
): Profile {
  const allowed: ReadLimits = { ...defaultReadLimits, ...limits };
  const { core } = stacks;
  const parts = { stacks, limits: allowed, wanted, mostFrames: stacks.expandedFrames + allowed.frames };
  try {
    loadProfile(core, bytes, allowed);
    if (disposable) giveBack(bytes);
    return readQuickly(parts) ?? readCarefully(core.input().slice(), parts);
  } catch (cause) {
    if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
    throw new ProfileError(
      'the profile, with those read before it, takes more memory than there is, or was made to take more time',
      {
        cause,
      },
    );
  } finally {
    // What was looked at while it was read may have moved since.
    core.changes++;
  }
}

function readCarefully(bytes: Uint8Array, { stacks, limits, wanted, mostFrames }: ReadParts): Profile {
  const records = scan(bytes, limits);
  const strings = new StringTable(bytes, records.strings);
  const header = readHeader(bytes, records, strings);
  const locations = readLocations(bytes, { records, strings, stacks, limits });
  const sampleTypes = header.sampleTypes.length;
  const types = wanted?.(header, records.samples.length)?.map((type) => valueIndex(header, type));
  const parts = { wanted: types, records, strings, locations, stacks, sampleTypes, limits, mostFrames };
  return { ...header, sampleCount: records.samples.length, stacks, ...readSamples(bytes, parts) };
}

function scan(inflated: Uint8Array, limits: ReadLimits): ProfileRecords {
  try {
    return scanRecords(inflated, limits);
  } catch (cause) {
    if (cause instanceof ProfileError && looksLikeText(inflated)) {
      throw new ProfileError('expected a protobuf profile, got text', { offset: 0, cause });
    }
    throw cause;
  }
}
