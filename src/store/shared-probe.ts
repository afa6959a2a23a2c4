import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { orMissing } from './is-missing.ts';
import { writeWhole } from './write-whole.ts';

/** Who wrote a probe. */
const SharedProbe = z.object({ host: z.string().max(255), pid: z.number().int(), writtenAtMs: z.number() });
export type SharedProbe = z.infer<typeof SharedProbe>;

const probeName = /^\.probe-[a-z0-9-]{4,40}(?:\..*)?$/;
const probeAgeMs = 3_600_000;

/** Leaves a mark in the store's directory, for another process to find by its token (4 to 40 of a-z, 0-9, -). */
export async function writeProbe(directory: string, token: string, nowMs: number): Promise<void> {
  const probe: SharedProbe = { host: hostname(), pid: process.pid, writtenAtMs: nowMs };
  await writeWhole(probePath(directory, token), Buffer.from(JSON.stringify(probe)));
}

/** The mark that another process left, or undefined: then the two do not share the directory. */
export async function readProbe(directory: string, token: string): Promise<SharedProbe | undefined> {
  const text = await orMissing(readFile(probePath(directory, token), 'utf8'));
  return text === undefined ? undefined : SharedProbe.parse(JSON.parse(text));
}

export async function removeProbe(directory: string, token: string): Promise<void> {
  await rm(probePath(directory, token), { force: true });
}

/** Removes marks that no one took away within an hour. */
export async function sweepProbes(directory: string, nowMs: number): Promise<void> {
  const names = (await orMissing(readdir(directory))) ?? [];
  for (const name of names.filter((name) => probeName.test(name))) {
    const file = path.join(directory, name);
    const found = await orMissing(stat(file));
    if (found !== undefined && nowMs - found.mtimeMs > probeAgeMs) {
      await rm(file, { force: true });
    }
  }
}

function probePath(directory: string, token: string): string {
  const name = `.probe-${token}`;
  if (!/^[a-z0-9-]{4,40}$/.test(token)) {
    throw new RangeError('The token of a probe has 4 to 40 characters of a-z, 0-9 and -');
  }
  return path.join(directory, name);
}
