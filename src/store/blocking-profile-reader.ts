import { readFileSync } from 'node:fs';
import type { ProfileReader } from '../check/profile-store.ts';
import { isMissing } from './is-missing.ts';
import { artefactPath, profilePath } from './profile-path.ts';

/**
 * Reads what a file profile store keeps in this directory, and lets its thread wait for it: for threads that have nothing else
 * to do meanwhile, and thousands of small files to read.
 */
export function createBlockingProfileReader(directory: string): ProfileReader {
  return {
    // async, so that a bad reference is a rejection like every other failure
    get: async (ref) => read(profilePath(directory, ref)),
    getArtefact: async (check, name) => read(artefactPath(directory, check, name)),
  };
}

function read(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
