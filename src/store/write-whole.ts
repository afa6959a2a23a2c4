import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './is-missing.ts';

export const temporarySuffix = '.tmp';

/**
 * Writes a file so that whoever reads it sees all of it or nothing: into a name of its own, then renamed. Not synced to
 * disk: a profile lost with the machine is a capture lost, which a check survives. Creates the directory where it is missing;
 * should a sweep remove it in between, it is created once more.
 */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  // Of a check's many files only the first finds no directory.
  for (const lastTry of [false, false, true]) {
    try {
      return await writeAndRename(file, bytes);
    } catch (error) {
      if (lastTry || !isMissing(error)) throw error;
      // Profiles show the insides of a service: they are for the owner of the process alone.
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    }
  }
}

async function writeAndRename(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}${temporarySuffix}`;
  try {
    await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
