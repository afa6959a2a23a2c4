import { gzipSync } from 'node:zlib';
import * as pprof from 'pprof-format';
import type { Frame, Profile, ValueType } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { type Sample, samplesOf } from './sample.ts';

/**
 * A profile as gzipped protobuf that `readProfile` and `go tool pprof` read. Every frame becomes a location of its own:
 * what was inlined is no longer told apart from what was called, and addresses, mappings and other labels are gone.
 * Throws ProfileError for values that are no whole numbers or are beyond 2^53.
 */
export function writeProfile(profile: Profile): Uint8Array {
  const tables = newTables();
  const { strings } = tables;
  const sample = samplesOf(profile).map((one, at) => sampleOf(one, { at, tables }));
  const written = new pprof.Profile({
    sampleType: profile.sampleTypes.map((type) => valueTypeOf(type, strings)),
    sample,
    location: tables.locations,
    function: tables.functions,
    stringTable: strings,
    timeNanos: nanos(profile.timeNanos, 'time_nanos'),
    durationNanos: nanos(profile.durationNanos, 'duration_nanos'),
    period: whole(profile.period, 'period'),
    defaultSampleType: strings.dedup(profile.defaultSampleType ?? ''),
    ...periodType(profile.periodType, strings),
  });
  return gzipSync(written.encode());
}

type Tables = {
  readonly strings: pprof.StringTable;
  readonly locations: pprof.Location[];
  readonly functions: pprof.Function[];
  readonly locationOf: (frame: Frame) => number;
};

function newTables(): Tables {
  const strings = new pprof.StringTable();
  const locations: pprof.Location[] = [];
  const functions: pprof.Function[] = [];
  const functionIds = new Map<string, number>();
  const locationIds = new Map<string, number>();
  const functionOf = (frame: Frame) => {
    const name = strings.dedup(frame.function);
    const filename = strings.dedup(frame.file);
    return numbered(functionIds, `${name},${filename}`, (id) => {
      functions.push(new pprof.Function({ id, name, systemName: name, filename }));
    });
  };
  const locationOf = (frame: Frame) => {
    const functionId = functionOf(frame);
    return numbered(locationIds, `${functionId},${frame.line}`, (id) => {
      locations.push(new pprof.Location({ id, line: [{ functionId, line: whole(frame.line, 'line') }] }));
    });
  };
  return { strings, locations, functions, locationOf };
}

/** The number of a key, from 1; a key not met before is made known first. */
function numbered(ids: Map<string, number>, key: string, make: (id: number) => void): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = ids.size + 1;
  ids.set(key, id);
  make(id);
  return id;
}

type Row = { readonly at: number; readonly tables: Tables };

function sampleOf(sample: Sample, { at, tables }: Row): pprof.SampleInput {
  const { objectBytes } = sample;
  return {
    locationId: sample.stack.map(tables.locationOf),
    value: sample.values.map((value, column) => whole(value, `sample[${at}].value[${column}]`)),
    label:
      objectBytes === undefined
        ? []
        : [{ key: tables.strings.dedup('bytes'), num: whole(objectBytes, `sample[${at}].label`) }],
  };
}

function valueTypeOf({ type, unit }: ValueType, strings: pprof.StringTable): pprof.ValueTypeInput {
  return { type: strings.dedup(type), unit: strings.dedup(unit) };
}

/** pprof-format measures an empty message as nothing but writes two bytes for it, so that it must not meet one. */
function periodType(
  type: ValueType | undefined,
  strings: pprof.StringTable,
): { periodType?: pprof.ValueTypeInput } {
  return type === undefined || (type.type === '' && type.unit === '')
    ? {}
    : { periodType: valueTypeOf(type, strings) };
}

/** Points in time are beyond 2^53 today, so that they are rounded already. */
function nanos(value: number, field: string): bigint {
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 63)
    throw new ProfileError('no time in nanoseconds', { field });
  return BigInt(value);
}

function whole(value: number, field: string): number {
  if (!Number.isSafeInteger(value))
    throw new ProfileError('a value is no whole number below 2^53', { field });
  return value;
}
