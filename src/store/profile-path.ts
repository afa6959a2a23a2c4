import path from 'node:path';
import type { Artefact, ProfileRef } from '../check/profile-store.ts';

const checkId = /^[a-z0-9-]{4,40}$/;

const artefacts: ReadonlySet<string> = new Set<Artefact>([
  'report.json',
  'processes.json',
  'growth.png',
  'stacks.png',
]);

const files: ReadonlySet<string> = new Set<ProfileRef['file']>([
  'heap-text',
  'heap-text-again',
  'heap',
  'goroutine',
  'goroutine-text',
  'goroutineleak',
  'symbols',
  'metrics',
  'outcome',
]);

export function isCheckId(text: string): boolean {
  return checkId.test(text);
}

/** The directory of a check. Throws a RangeError for an id that could lead anywhere else. */
export function checkDirectory(root: string, check: string): string {
  if (!isCheckId(check)) {
    throw new RangeError('A check id has 4 to 40 characters of a-z, 0-9 and -');
  }
  return path.join(root, check);
}

/** `<root>/<check>/<replica>-<point>.<file>`. Throws a RangeError for a reference that a job could not have made. */
export function profilePath(root: string, ref: ProfileRef): string {
  if (!isIndex(ref.replica) || !isIndex(ref.point)) {
    throw new RangeError('Replica and point of a profile are whole numbers from 0 to 9999');
  }
  if (!files.has(ref.file)) {
    throw new RangeError(`A capture has the files ${[...files].join(', ')}`);
  }
  return path.join(checkDirectory(root, ref.check), `${ref.replica}-${ref.point}.${ref.file}`);
}

/** `<root>/<check>/<name>`. Throws a RangeError as profilePath does. */
export function artefactPath(root: string, check: string, name: Artefact): string {
  if (!artefacts.has(name)) {
    throw new RangeError(`An analysis makes ${[...artefacts].join(', ')}`);
  }
  return path.join(checkDirectory(root, check), name);
}

function isIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 9999;
}
