import { OffsetList } from './offset-list.ts';
import type { ReadLimits } from './read-limits.ts';
import { lengthDelimited, varint, WireCursor } from './wire-cursor.ts';

/** A number of 64 bits as two halves, as WireCursor holds them. */
export type Halves = { readonly low: number; readonly high: number };

/** Where the records of a profile begin (at their tags), in their order, and the numbers that it holds itself. */
export type ProfileRecords = {
  readonly sampleTypes: OffsetList;
  readonly samples: OffsetList;
  readonly mappings: OffsetList;
  readonly locations: OffsetList;
  readonly functions: OffsetList;
  readonly strings: OffsetList;
  /** Of several the last counts, as in any protobuf. */
  periodType: number | undefined;
  readonly comments: Halves[];
  readonly numbers: Map<NumberField, Halves>;
};

type NumberField =
  | 'drop_frames'
  | 'keep_frames'
  | 'time_nanos'
  | 'duration_nanos'
  | 'period'
  | 'default_sample_type'
  | 'doc_url';

type Table = {
  readonly name: string;
  readonly list: 'sampleTypes' | 'samples' | 'mappings' | 'locations' | 'functions' | 'strings';
};

/** Fields of the message Profile in google/pprof's proto/profile.proto, by their number. */
const tables: readonly (Table | undefined)[] = [
  undefined,
  { name: 'sample_type', list: 'sampleTypes' },
  { name: 'sample', list: 'samples' },
  { name: 'mapping', list: 'mappings' },
  { name: 'location', list: 'locations' },
  { name: 'function', list: 'functions' },
  { name: 'string_table', list: 'strings' },
];
const numberFields: readonly (NumberField | undefined)[] = [
  ...new Array<undefined>(7),
  'drop_frames',
  'keep_frames',
  'time_nanos',
  'duration_nanos',
  undefined,
  'period',
  undefined,
  'default_sample_type',
  'doc_url',
];
const periodTypeField = 11;
const commentField = 13;

/**
 * Walks the top level of a profile, skipping every record by its length, and remembers where each begins. Throws ProfileError
 * with field and byte where the profile is cut or is no protobuf, and above the limits.
 */
export function scanRecords(bytes: Uint8Array, limits: ReadLimits): ProfileRecords {
  const cursor = new WireCursor(bytes);
  const records = noRecords(new OffsetList());
  for (let fields = 0; cursor.at < bytes.length; fields++) {
    const start = cursor.at;
    cursor.open('', -1);
    if (fields >= limits.wireFields) throw tooMany(cursor, { limit: 'wireFields', limits, start });
    scanField(cursor, { tag: cursor.tag(bytes.length), start, records, limits });
  }
  return records;
}

/**
 * What a profile says of itself, where its strings and all that is no record of its other tables are known to begin. Throws
 * ProfileError as scanRecords does.
 */
export function headerRecords(
  bytes: Uint8Array,
  at: { readonly others: Uint32Array; readonly strings: OffsetList; readonly limits: ReadLimits },
): ProfileRecords {
  const cursor = new WireCursor(bytes);
  const records = noRecords(at.strings);
  for (const start of at.others) {
    cursor.at = start;
    cursor.open('', -1);
    scanField(cursor, { tag: cursor.tag(bytes.length), start, records, limits: at.limits });
  }
  return records;
}

function noRecords(strings: OffsetList): ProfileRecords {
  return {
    sampleTypes: new OffsetList(),
    samples: new OffsetList(),
    mappings: new OffsetList(),
    locations: new OffsetList(),
    functions: new OffsetList(),
    strings,
    periodType: undefined,
    comments: [],
    numbers: new Map(),
  };
}

type Field = {
  readonly tag: number;
  readonly start: number;
  readonly records: ProfileRecords;
  readonly limits: ReadLimits;
};

function scanField(cursor: WireCursor, field: Field): void {
  const { tag, start, records } = field;
  const end = cursor.bytes.length;
  const number = tag >> 3;
  const table = tables[number];
  const numberField = numberFields[number];
  if (table !== undefined) scanRecord(cursor, table, field);
  else if (numberField !== undefined) {
    cursor.open(numberField, -1);
    cursor.expect(varint, tag, start);
    cursor.number(end);
    records.numbers.set(numberField, halvesOf(cursor));
  } else if (number === periodTypeField) {
    cursor.open('period_type', -1);
    cursor.expect(lengthDelimited, tag, start);
    cursor.at = cursor.length(end);
    records.periodType = start;
  } else if (number === commentField) scanComments(cursor, field);
  else cursor.skip(tag, start, end);
}

function scanRecord(cursor: WireCursor, { name, list }: Table, { tag, start, records, limits }: Field): void {
  const offsets = records[list];
  cursor.open(name, offsets.length);
  cursor.expect(lengthDelimited, tag, start);
  if (offsets.length >= limits[list]) throw tooMany(cursor, { limit: list, limits, start });
  const end = cursor.length(cursor.bytes.length);
  if (list === 'strings' && end - cursor.at > limits.stringBytes) {
    throw cursor.fault(`the string is longer than the ${limits.stringBytes} bytes allowed`, start);
  }
  cursor.at = end;
  offsets.push(start);
}

/** Packed or one at a time, by the writer's choice. */
function scanComments(cursor: WireCursor, { tag, start, records, limits }: Field): void {
  cursor.open('comment', records.comments.length);
  const wireType = tag & 7;
  if (wireType !== varint && wireType !== lengthDelimited) throw cursor.wrongWireType(tag, start);
  const packed = wireType === lengthDelimited;
  const end = packed ? cursor.length(cursor.bytes.length) : cursor.bytes.length;
  do {
    if (packed && cursor.at === end) return;
    cursor.open('comment', records.comments.length);
    if (records.comments.length >= limits.comments)
      throw tooMany(cursor, { limit: 'comments', limits, start });
    cursor.number(end);
    records.comments.push(halvesOf(cursor));
  } while (packed);
}

function halvesOf({ low, high }: WireCursor): Halves {
  return { low, high };
}

/** The error for what occurs more often than a limit allows, blaming the field that begins at `start`. */
export function tooMany(
  cursor: WireCursor,
  excess: { readonly limit: keyof ReadLimits; readonly limits: ReadLimits; readonly start: number },
) {
  const { limit, limits, start } = excess;
  return cursor.fault(`the profile has more than the ${limits[limit]} ${limit} allowed`, start);
}
