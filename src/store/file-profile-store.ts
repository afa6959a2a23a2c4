import { readFile, rm } from 'node:fs/promises';
import type { ProfileStore } from '../check/profile-store.ts';
import { checksToDelete, type StoreLimits } from './checks-to-delete.ts';
import { orMissing } from './is-missing.ts';
import { artefactPath, checkDirectory, profilePath } from './profile-path.ts';
import { sweepProbes } from './shared-probe.ts';
import { storedChecks } from './stored-checks.ts';
import { writeWhole } from './write-whole.ts';

export type FileProfileStoreOptions = StoreLimits & {
  /** Created when missing. Every worker needs the same one: a shared mount where they run on several machines. */
  readonly directory: string;
};

/**
 * Keeps profiles as files, a directory per check. Any number of processes may write, read and sweep it at once. Other
 * failures of the file system (no space, no permission) are thrown as they are.
 */
export function createFileProfileStore({ directory, ...limits }: FileProfileStoreOptions): ProfileStore {
  return {
    // async, so that a bad reference is a rejection like every other failure
    put: async (ref, bytes) => writeWhole(profilePath(directory, ref), bytes),
    get: async (ref) => orMissing(readFile(profilePath(directory, ref))),
    putArtefact: async (check, name, bytes) => writeWhole(artefactPath(directory, check, name), bytes),
    getArtefact: async (check, name) => orMissing(readFile(artefactPath(directory, check, name))),
    removeCheck: async (check) => removeDirectory(checkDirectory(directory, check)),
    sweep: async (nowMs) => sweep(directory, nowMs, limits),
  };
}

async function sweep(directory: string, nowMs: number, limits: StoreLimits) {
  const doomed = checksToDelete(await storedChecks(directory, nowMs), nowMs, limits);
  for (const { id } of doomed) {
    await removeDirectory(checkDirectory(directory, id));
  }
  await sweepProbes(directory, nowMs);
  return { checks: doomed.map(({ id }) => id), bytes: doomed.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Retried, because a capture may be written into the directory while it is being emptied. */
function removeDirectory(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
}
