import { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';

/** Limits on what occurs in the wire format, as against sizes. */
export type Counted = Exclude<
  keyof ReadLimits,
  'servedBytes' | 'inflatedBytes' | 'stringBytes' | 'stackDepth' | 'frames'
>;

/** How far a pass over the wire format has come. */
export type ScanState = {
  readonly bytes: Uint8Array;
  readonly limits: ReadLimits;
  at: number;
  readonly counts: Record<Counted, number>;
  /** Where the records of each table begin, by the table's name. */
  readonly offsets: Map<string, number[]>;
  /** The open fields, for naming one in an error; the index is its position among its like in the parent. */
  readonly path: { readonly name: string; index: number | undefined }[];
};

export function startScan(bytes: Uint8Array, limits: ReadLimits): ScanState {
  const counts: Record<Counted, number> = {
    wireFields: 0,
    wideNumbers: 0,
    sampleTypes: 0,
    samples: 0,
    mappings: 0,
    locations: 0,
    lines: 0,
    functions: 0,
    strings: 0,
    labels: 0,
    comments: 0,
    locationIds: 0,
    values: 0,
  };
  return { bytes, limits, at: 0, counts, offsets: new Map(), path: [] };
}

/** Adds to a count. Throws ProfileError above its limit, blaming the field that begins at `start`. */
export function count(scan: ScanState, counted: Counted, { by, start }: { by: number; start: number }): void {
  scan.counts[counted] += by;
  const most = scan.limits[counted];
  if (scan.counts[counted] > most)
    throw fault(scan, `the profile has more than the ${most} ${counted} allowed`, start);
}

export function remember(scan: ScanState, table: string, start: number): void {
  const known = scan.offsets.get(table);
  if (known) known.push(start);
  else scan.offsets.set(table, [start]);
}

/** An error at a byte, naming the field that is open. */
export function fault(scan: ScanState, message: string, offset: number): ProfileError {
  const names = scan.path.map(({ name, index }) => (index === undefined ? name : `${name}[${index}]`));
  return new ProfileError(message, names.length === 0 ? { offset } : { offset, field: names.join('.') });
}
