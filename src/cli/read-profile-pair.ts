import { readFile, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Profile, ProfileHeader } from '../profile/profile.ts';
import { ProfileError } from '../profile/profile-error.ts';
import type { PairBytes } from '../profile/rank-pair.ts';
import { readProfile } from '../profile/read-profile.ts';
import { StackTable } from '../profile/stack-table.ts';
import { UsageError } from './command.ts';

/** Two profiles whose stacks stand in one table. */
export type ProfilePairRead = { readonly base: Profile; readonly head: Profile };

const largestFile = 256 * 1024 * 1024;
/** Above this, what holds no memory is left out: it could only tell what share of the allocations stayed. */
const mostWholeSamples = 50_000;

/** Where two profiles are, and what the files hold. */
export type FilePair = { readonly files: Record<keyof PairBytes, string>; readonly bytes: PairBytes };

/** Reads two files. Throws UsageError that names the one that cannot be read. */
export async function readFilePair(files: FilePair['files']): Promise<FilePair> {
  const [base, head] = await Promise.all([readBounded(files.base), readBounded(files.head)]);
  return { files, bytes: { base, head } };
}

/**
 * Reads them as profiles, which takes their bytes. Of large heap profiles only samples that hold memory are kept, and those that
 * count anything of `type`. Throws UsageError that names the file.
 */
export function profilePairOf({ files, bytes }: FilePair, type: string | undefined): ProfilePairRead {
  // One table for both, so that their stacks are joined as they are read.
  const stacks = new StackTable();
  const wanted = (header: ProfileHeader, samples: number) => {
    const types = header.sampleTypes.map((each) => each.type);
    if (samples <= mostWholeSamples || !types.includes('inuse_objects')) return undefined;
    const shown = type ?? defaultType(header);
    return types.includes(shown) ? ['inuse_objects', shown] : ['inuse_objects'];
  };
  const read = (file: string, of: Uint8Array) =>
    naming(file, () => readProfile(of, { stacks, wanted, disposable: true }));
  return { base: read(files.base, bytes.base), head: read(files.head, bytes.head) };
}

/** As pprof chooses it: what the profile names, else its last type. */
export function defaultType({ defaultSampleType, sampleTypes }: ProfileHeader): string {
  return defaultSampleType ?? sampleTypes.at(-1)?.type ?? '';
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalid(file, error);
  }
}

function invalid(file: string, error: unknown): unknown {
  if (!(error instanceof ProfileError)) return error;
  return new UsageError(`${file} is no valid profile: ${error.message}`, { cause: error });
}

async function readBounded(file: string): Promise<Uint8Array> {
  try {
    const stat = statSync(file);
    if (stat.size > largestFile)
      throw new UsageError(`${file} has ${stat.size} bytes; profiles up to ${largestFile} bytes are read`);
    // A file is sooner there when it is waited for; on a pipe that would keep whoever waits from interrupting it.
    return stat.isFile() ? readFileSync(file) : await promisify(readFile)(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`${file} cannot be read (${code})`, { cause: error });
  }
}
