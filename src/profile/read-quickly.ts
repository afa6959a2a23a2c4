import type { Core } from './core.ts';
import { OffsetList } from './offset-list.ts';
import type { Profile, ProfileHeader } from './profile.ts';
import { readHeader } from './read-header.ts';
import type { ReadLimits } from './read-limits.ts';
import type { SampleColumns } from './sample-columns.ts';
import { headerRecords } from './scan-records.ts';
import type { StackTable } from './stack-table.ts';
import { StringTable } from './string-table.ts';
import { valueIndex } from './value-index.ts';

export type ReadParts = {
  readonly stacks: StackTable;
  readonly limits: ReadLimits;
  /** How many expanded frames the stack table may hold in the end. */
  readonly mostFrames: number;
  readonly wanted: ((header: ProfileHeader, samples: number) => readonly string[] | undefined) | undefined;
};

/**
 * Reads the core's input as Go and most others write profiles. Undefined for whatever is out of the ordinary or not right: then
 * it is to be read carefully, which takes several times as long and names what is wrong. Throws ProfileError where what the
 * profile says of itself is not right.
 */
export function readQuickly({ stacks, limits, wanted, mostFrames }: ReadParts): Profile | undefined {
  const { core } = stacks;
  const header = readHeaderQuickly(core, limits);
  if (header === undefined) return undefined;
  const sampleCount = core.listOf(core.exports.samples).length;
  const types = wanted?.(header, sampleCount)?.map((type) => valueIndex(header, type));
  const columns = readColumns(core, { types, sampleTypes: header.sampleTypes.length, limits, mostFrames });
  return columns && { ...header, sampleCount, stacks, ...columns };
}

/** Finds the records of the core's input and reads what the profile says of itself. The same as above of what it answers and throws. */
export function readHeaderQuickly(core: Core, limits: ReadLimits): ProfileHeader | undefined {
  if (!scan(core, limits)) return undefined;
  // The core's memory does not grow, and so does not move, while the header is read.
  const bytes = core.input();
  const strings = OffsetList.of(core.listOf(core.exports.strings));
  const records = headerRecords(bytes, { others: core.listOf(core.exports.others), strings, limits });
  const header = readHeader(bytes, records, new StringTable(bytes, strings));
  const values = core.listOf(core.exports.samples).length * header.sampleTypes.length;
  return values > limits.values ? undefined : header;
}

function scan({ exports }: Core, limits: ReadLimits): boolean {
  const { wireFields, samples, mappings, locations, functions, strings, stringBytes } = limits;
  return exports.scan(wireFields, samples, mappings, locations, functions, strings, stringBytes) !== 0;
}

function readColumns(
  core: Core,
  of: {
    readonly types: readonly number[] | undefined;
    readonly sampleTypes: number;
    readonly limits: ReadLimits;
    readonly mostFrames: number;
  },
): SampleColumns | undefined {
  const { exports } = core;
  const { sampleTypes, limits } = of;
  if (exports.readTables(limits.lines) === 0) return undefined;
  const wanted = (of.types ?? []).reduce((mask, column) => mask | (1 << column), 0);
  const { stackDepth, locationIds, frames, stackFrames } = limits;
  const read = exports.readSamples(
    sampleTypes,
    wanted,
    stackDepth,
    locationIds,
    frames,
    of.mostFrames,
    stackFrames,
  );
  if (read === 0) return undefined;
  const stackOf = core.listOf(exports.stackColumn).slice();
  const column = (index: number) =>
    new Float64Array(exports.memory.buffer, exports.column(index), stackOf.length).slice();
  return {
    stackOf,
    values: Array.from({ length: sampleTypes }, (_, index) => column(index)),
    objectBytes: column(sampleTypes),
  };
}
