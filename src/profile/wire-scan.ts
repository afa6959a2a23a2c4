import { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';
import { type Counted, profileSchema, type WireField, type WireMessage } from './wire-schema.ts';

/** Where each record of a table begins, in order: `sample[12]` begins at byte `sample[12]`. */
export type RecordOffsets = Readonly<Record<Table, readonly number[]>>;
type Table = 'sample_type' | 'sample' | 'mapping' | 'location' | 'function';

type Scan = {
  readonly bytes: Uint8Array;
  readonly limits: ReadLimits;
  at: number;
  wireFields: number;
  readonly counts: Map<Counted, number>;
  readonly offsets: Map<string, number[]>;
  /** The open fields, for naming one in an error; the index is its position among its like in the parent. */
  readonly path: { readonly name: string; index: number | undefined }[];
};

/** One occurrence of a field: where its tag begins, where its parent ends, how many of its like came before. */
type Occurrence = {
  readonly wireType: number;
  readonly start: number;
  readonly end: number;
  readonly index: number;
};

const varint = 0;
const lengthDelimited = 2;
const wireTypeNames = [
  'a varint',
  'a 64-bit number',
  'a length',
  'a group',
  'a group end',
  'a 32-bit number',
];

/**
 * Walks the protobuf wire format of a profile without decoding it, and finds what pprof-format lets through silently:
 * truncation at any depth, lengths beyond the end, varints longer than 64 bits, wire types that do not fit the field,
 * and counts above the limits. Returns where the records begin. Throws ProfileError with field and offset.
 */
export function scanWire(bytes: Uint8Array, limits: ReadLimits): RecordOffsets {
  const scan: Scan = { bytes, limits, at: 0, wireFields: 0, counts: new Map(), offsets: new Map(), path: [] };
  scanMessage(scan, profileSchema, bytes.length);
  const table = (name: Table) => scan.offsets.get(name) ?? [];
  return {
    sample_type: table('sample_type'),
    sample: table('sample'),
    mapping: table('mapping'),
    location: table('location'),
    function: table('function'),
  };
}

function scanMessage(scan: Scan, message: WireMessage, end: number): void {
  const seen: number[] = [];
  while (scan.at < end) {
    const start = scan.at;
    const tag = readTag(scan);
    const number = tag >> 3;
    const wireType = tag & 7;
    const field = message[number];
    const index = seen[number] ?? 0;
    if (field === undefined) skipUnknown(scan, { wireType, start, end, index });
    else seen[number] = index + scanField(scan, field, { wireType, start, end, index });
  }
}

/** Returns how many values the occurrence held: one, but for packed numbers. */
function scanField(scan: Scan, field: WireField, at: Occurrence): number {
  const repeated = field.kind !== 'varint' && field.counts !== undefined;
  scan.path.push({ name: field.name, index: repeated ? at.index : undefined });
  let found = 1;
  if (field.kind === 'varints') found = scanNumbers(scan, field, at);
  else if (at.wireType !== (field.kind === 'varint' ? varint : lengthDelimited))
    throw wrongWireType(scan, at);
  else if (field.kind === 'varint') skipVarint(scan, at.end);
  else scanDelimited(scan, field, at);
  scan.path.pop();
  return found;
}

function scanDelimited(
  scan: Scan,
  field: Extract<WireField, { kind: 'message' | 'string' }>,
  { start, end }: Occurrence,
): void {
  if (field.counts !== undefined) count(scan, field.counts, { by: 1, start });
  const length = readLength(scan, end);
  if (field.kind === 'message') {
    if (scan.path.length === 1) remember(scan, field.name, start);
    scanMessage(scan, field.fields, scan.at + length);
    return;
  }
  const most = scan.limits.stringBytes;
  if (length > most) throw fault(scan, `the string is longer than the ${most} bytes allowed`, start);
  scan.at += length;
}

/** Repeated numbers, packed or one at a time. */
function scanNumbers(scan: Scan, field: Extract<WireField, { kind: 'varints' }>, at: Occurrence): number {
  let found = 1;
  if (at.wireType === varint) skipVarint(scan, at.end);
  else if (at.wireType === lengthDelimited) found = skipPacked(scan, at);
  else throw wrongWireType(scan, at);
  count(scan, field.counts, { by: found, start: at.start });
  const most = scan.limits[field.perMessage];
  if (at.index + found > most)
    throw fault(scan, `the list is longer than the ${most} numbers allowed`, at.start);
  return found;
}

function skipPacked(scan: Scan, { end, index }: Occurrence): number {
  const length = readLength(scan, end);
  const packedEnd = scan.at + length;
  const open = scan.path.at(-1);
  let found = 0;
  for (; scan.at < packedEnd; found++) {
    if (open !== undefined) open.index = index + found;
    skipVarint(scan, packedEnd);
  }
  return found;
}

/** pprof-format reads a tag from one byte and knows two wire types: what it would misread is refused here. */
function skipUnknown(scan: Scan, { wireType, start, end }: Occurrence): void {
  if (wireType === varint) skipVarint(scan, end);
  else if (wireType === lengthDelimited) scan.at += readLength(scan, end);
  else throw fault(scan, `an unknown field has ${wireTypeNames[wireType] ?? 'an invalid wire type'}`, start);
}

function readTag(scan: Scan): number {
  const start = scan.at++;
  const tag = scan.bytes[start] ?? 0;
  if (tag >= 0x80) throw fault(scan, 'a field number is above 15: this is no pprof profile', start);
  if (tag < 8) throw fault(scan, 'a field number is 0: this is no protobuf', start);
  if (++scan.wireFields > scan.limits.wireFields) throw tooMany(scan, 'wireFields', start);
  return tag;
}

function readLength(scan: Scan, end: number): number {
  const start = scan.at;
  let length = 0;
  let unit = 1;
  skipVarint(scan, end);
  for (let at = start; at < scan.at; at++) {
    length += ((scan.bytes[at] ?? 0) & 0x7f) * unit;
    unit *= 128;
  }
  if (length > end - scan.at) {
    throw fault(
      scan,
      `a length of ${length} bytes where ${end - scan.at} are left: the profile is cut short`,
      start,
    );
  }
  return length;
}

/** A varint is at most ten bytes, the tenth of which holds the 64th bit alone. */
function skipVarint(scan: Scan, end: number): void {
  const { bytes } = scan;
  const start = scan.at;
  let at = start;
  while (at < end && (bytes[at] ?? 0) >= 0x80) at++;
  if (at >= end) throw fault(scan, 'a number is cut short', start);
  const length = at - start + 1;
  if (length > 10 || (length === 10 && (bytes[at] ?? 0) > 1)) {
    throw fault(scan, 'a number is longer than 64 bits', start);
  }
  scan.at = at + 1;
}

function remember(scan: Scan, name: string, start: number): void {
  const known = scan.offsets.get(name);
  if (known) known.push(start);
  else scan.offsets.set(name, [start]);
}

function count(scan: Scan, counted: Counted, { by, start }: { by: number; start: number }): void {
  const total = (scan.counts.get(counted) ?? 0) + by;
  if (total > scan.limits[counted]) throw tooMany(scan, counted, start);
  scan.counts.set(counted, total);
}

function tooMany(scan: Scan, counted: Counted | 'wireFields', start: number): ProfileError {
  return fault(scan, `the profile has more than the ${scan.limits[counted]} ${counted} allowed`, start);
}

function wrongWireType(scan: Scan, { wireType, start }: Occurrence): ProfileError {
  return fault(
    scan,
    `the field has ${wireTypeNames[wireType] ?? 'an invalid wire type'}, which it may not have`,
    start,
  );
}

function fault(scan: Scan, message: string, offset: number): ProfileError {
  const path = scan.path
    .map(({ name, index }) => (index === undefined ? name : `${name}[${index}]`))
    .join('.');
  return new ProfileError(message, path === '' ? { offset } : { offset, field: path });
}
