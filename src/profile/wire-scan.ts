import type { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';
import { count, fault, remember, type ScanState, startScan } from './scan-state.ts';
import { lengthDelimited, readLength, readTag, skipVarint, varint, wireTypeName } from './wire-cursor.ts';
import { profileSchema, type WireField, type WireMessage } from './wire-schema.ts';

/** Where each record of a table begins, in order: `sample[12]` begins at byte `sample[12]`. */
export type RecordOffsets = Readonly<Record<Table, readonly number[]>>;
type Table = 'sample_type' | 'sample' | 'mapping' | 'location' | 'function';

/** One occurrence of a field: where its tag begins, where its parent ends, how many of its like came before. */
type Occurrence = {
  readonly wireType: number;
  readonly start: number;
  readonly end: number;
  readonly index: number;
};

/**
 * Walks the protobuf wire format of a profile without decoding it, and finds what pprof-format lets through silently:
 * truncation at any depth, lengths beyond the end, varints longer than 64 bits, wire types that do not fit the field,
 * and counts above the limits. Returns where the records begin. Throws ProfileError with field and offset.
 */
export function scanWire(bytes: Uint8Array, limits: ReadLimits): RecordOffsets {
  const scan = startScan(bytes, limits);
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

function scanMessage(scan: ScanState, message: WireMessage, end: number): void {
  const seen: number[] = [];
  while (scan.at < end) {
    const start = scan.at;
    const { number, wireType } = readTag(scan);
    const field = message[number];
    const index = seen[number] ?? 0;
    if (field === undefined) skipUnknown(scan, { wireType, start, end, index });
    else seen[number] = index + scanField(scan, field, { wireType, start, end, index });
  }
}

/** Returns how many values the occurrence held: one, but for packed numbers. */
function scanField(scan: ScanState, field: WireField, at: Occurrence): number {
  const repeated = field.kind !== 'varint' && field.counts !== undefined;
  scan.path.push({ name: field.name, index: repeated ? at.index : undefined });
  const found = field.kind === 'varints' ? scanNumbers(scan, field, at) : scanOne(scan, field, at);
  scan.path.pop();
  return found;
}

function scanOne(scan: ScanState, field: Exclude<WireField, { kind: 'varints' }>, at: Occurrence): 1 {
  if (at.wireType !== (field.kind === 'varint' ? varint : lengthDelimited)) throw wrongWireType(scan, at);
  if (field.kind === 'varint') skipVarint(scan, at.end);
  else scanDelimited(scan, field, at);
  return 1;
}

type DelimitedField = Extract<WireField, { kind: 'message' | 'string' }>;

function scanDelimited(scan: ScanState, field: DelimitedField, { start, end }: Occurrence): void {
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
function scanNumbers(
  scan: ScanState,
  field: Extract<WireField, { kind: 'varints' }>,
  at: Occurrence,
): number {
  if (at.wireType !== varint && at.wireType !== lengthDelimited) throw wrongWireType(scan, at);
  const length = at.wireType === varint ? undefined : readLength(scan, at.end);
  const end = length === undefined ? at.end : scan.at + length;
  const most = scan.limits[field.perMessage];
  const open = scan.path.at(-1);
  let found = 0;
  while (length === undefined ? found === 0 : scan.at < end) {
    if (open !== undefined) open.index = at.index + found;
    if (at.index + found >= most) {
      throw fault(scan, `the list is longer than the ${most} numbers allowed`, at.start);
    }
    skipVarint(scan, end);
    found++;
  }
  count(scan, field.counts, { by: found, start: at.start });
  return found;
}

/** Fields that this reader does not know are no error as long as pprof-format finds its way past them. */
function skipUnknown(scan: ScanState, { wireType, start, end }: Occurrence): void {
  if (wireType !== varint && wireType !== lengthDelimited) {
    throw fault(scan, `an unknown field has ${wireTypeName(wireType)}`, start);
  }
  if (wireType === varint) {
    skipVarint(scan, end);
    return;
  }
  const length = readLength(scan, end);
  scan.at += length;
}

function wrongWireType(scan: ScanState, { wireType, start }: Occurrence): ProfileError {
  return fault(scan, `the field has ${wireTypeName(wireType)}, which it may not have`, start);
}
