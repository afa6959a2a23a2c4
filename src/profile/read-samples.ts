import { CarefulSample } from './careful-sample.ts';
import { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';
import type { LocationTable } from './read-locations.ts';
import { ColumnBuilder, type SampleColumns, SampleRow } from './sample-columns.ts';
import { type ProfileRecords, tooMany } from './scan-records.ts';
import type { StackTable } from './stack-table.ts';
import type { StringTable } from './string-table.ts';
import { WireCursor } from './wire-cursor.ts';

export type SampleParts = {
  readonly records: ProfileRecords;
  readonly strings: StringTable;
  readonly locations: LocationTable;
  readonly stacks: StackTable;
  readonly sampleTypes: number;
  /** Columns of which one at least must not be 0 in a sample that is kept; undefined to keep all. */
  readonly wanted: readonly number[] | undefined;
  readonly limits: ReadLimits;
  /** How many expanded frames the stack table may hold in the end. */
  readonly mostFrames: number;
};

/** Reads every sample. Throws ProfileError for references to what does not exist and values that do not fit the sample types. */
export function readSamples(bytes: Uint8Array, parts: SampleParts): SampleColumns {
  const { records, strings, locations, stacks, sampleTypes, limits, mostFrames } = parts;
  if (records.samples.length * sampleTypes > limits.values) {
    throw new ProfileError(`the profile has more than the ${limits.values} values allowed`, {
      field: 'sample',
    });
  }
  const row = new SampleRow(limits.stackDepth, sampleTypes);
  const careful = new CarefulSample(new WireCursor(bytes), { row, strings, locations });
  const columns = new ColumnBuilder(records.samples.length, sampleTypes);
  const { samples } = records;
  let locationIds = 0;
  let frames = 0;
  for (let sample = 0; sample < samples.length; sample++) {
    const start = samples.at(sample);
    careful.read(sample, start);
    if (isUnwanted(row, parts.wanted)) continue;
    locationIds += row.depth;
    const stack = stacks.stack(row.stack, row.depth);
    const stackFrames = stacks.frameCountOf(stack);
    frames += stackFrames;
    columns.add(stack, row);
    const limit = exceeded({ locationIds, frames, stackFrames }, limits);
    if (limit !== undefined || stacks.expandedFrames > mostFrames) {
      careful.cursor.open('sample', sample);
      throw tooMany(careful.cursor, { limit: limit ?? 'frames', limits, start });
    }
  }
  return columns.columns();
}

function exceeded(
  counts: Pick<ReadLimits, 'locationIds' | 'frames' | 'stackFrames'>,
  limits: ReadLimits,
): 'locationIds' | 'frames' | 'stackFrames' | undefined {
  if (counts.locationIds > limits.locationIds) return 'locationIds';
  if (counts.stackFrames > limits.stackFrames) return 'stackFrames';
  return counts.frames > limits.frames ? 'frames' : undefined;
}

function isUnwanted({ values }: SampleRow, wanted: readonly number[] | undefined): boolean {
  if (wanted === undefined) return false;
  for (let at = 0; at < wanted.length; at++) if (values[wanted[at] ?? 0] !== 0) return false;
  return true;
}
