import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json: what is not compiled lies below it, for sources and for the build in dist alike. */
export const packageRoot = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json is missing above the lab');
  return rootAbove(parent);
}
