import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { orMissing } from './is-missing.ts';
import { isCheckId } from './profile-path.ts';
import { temporarySuffix } from './write-whole.ts';

/** A check's directory as it is on disk. */
export type StoredCheck = { readonly id: string; readonly bytes: number; readonly changedAtMs: number };

const leftoverAgeMs = 3_600_000;

/**
 * The checks of a store, oldest change first. On the way it removes temporary files that a killed worker left more than
 * an hour ago. What it does not know, it leaves alone. Files that vanish meanwhile (another worker sweeps) are passed over.
 */
export async function storedChecks(root: string, nowMs: number): Promise<readonly StoredCheck[]> {
  const entries = (await orMissing(readdir(root, { withFileTypes: true }))) ?? [];
  const checks: StoredCheck[] = [];
  for (const entry of entries) {
    // A symbolic link is no directory here, and so is never followed nor deleted.
    if (entry.isDirectory() && isCheckId(entry.name)) {
      const check = await storedCheck(root, entry.name, nowMs);
      checks.push(...(check === undefined ? [] : [check]));
    }
  }
  return checks.sort((a, b) => a.changedAtMs - b.changedAtMs);
}

async function storedCheck(root: string, id: string, nowMs: number): Promise<StoredCheck | undefined> {
  const directory = path.join(root, id);
  const own = await orMissing(stat(directory));
  const names = await orMissing(readdir(directory));
  if (own === undefined || names === undefined) {
    return undefined;
  }
  let bytes = 0;
  let newestMs = 0;
  for (const name of names) {
    const file = await orMissing(stat(path.join(directory, name)));
    if (file === undefined) {
      continue;
    }
    if (name.endsWith(temporarySuffix) && nowMs - file.mtimeMs > leftoverAgeMs) {
      await rm(path.join(directory, name), { force: true });
      continue;
    }
    bytes += file.size;
    newestMs = Math.max(newestMs, file.mtimeMs);
  }
  // Removing leftovers changes the directory itself, so its own time counts only while it is empty.
  return { id, bytes, changedAtMs: newestMs === 0 ? own.mtimeMs : newestMs };
}
