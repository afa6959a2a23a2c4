import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import type { StoreEnvironment } from '../config/environment.ts';
import { codeOfSystemError } from '../config/system-error.ts';
import { formatBytes } from '../report/units.ts';
import { readProbe, removeProbe, writeProbe } from '../store/shared-probe.ts';
import type { Examination } from './examination.ts';

const name = 'Profile directory';

/** Whether profiles can be written, read back and removed here, and whether there is room for all that may be kept. */
export async function examineDirectory({ directory, maxBytes }: StoreEnvironment): Promise<Examination> {
  const token = randomUUID();
  try {
    await writeProbe(directory, token, Date.now());
    const found = await readProbe(directory, token);
    await removeProbe(directory, token);
    if (found === undefined) throw new Error('the mark that was just written is not there');
    return judgeSpace(directory, { freeBytes: await freeBytesOf(directory), maxBytes });
  } catch (error) {
    return {
      name,
      state: 'fail',
      says: `${directory} cannot be written and read (${codeOfSystemError(error)})`,
      nextStep: 'Let LEAKCHECK_PROFILE_DIR name a directory that belongs to the user who runs leakcheck.',
    };
  }
}

/** Profiles already kept count as room that is taken, so a full store may be warned of too early, never too late. */
export function judgeSpace(
  directory: string,
  { freeBytes, maxBytes }: { readonly freeBytes: number; readonly maxBytes: number },
): Examination {
  const says = `${directory} is writable, ${formatBytes(freeBytes)} free`;
  if (freeBytes >= maxBytes) return { name, state: 'ok', says };
  return {
    name,
    state: 'warn',
    says: `${says}, less than the ${formatBytes(maxBytes)} of profiles that may be kept`,
    nextStep: 'Make room, or lower LEAKCHECK_PROFILE_MAX_BYTES.',
  };
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
