import type { ProfileHeader, ValueType } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { nextNumber } from './record-fields.ts';
import type { Halves, ProfileRecords } from './scan-records.ts';
import type { StringTable } from './string-table.ts';
import { beyondExact, WireCursor } from './wire-cursor.ts';

/** Reads what a profile says of itself. Throws ProfileError for strings that do not exist and where there is no sample type. */
export function readHeader(bytes: Uint8Array, records: ProfileRecords, strings: StringTable): ProfileHeader {
  const cursor = new WireCursor(bytes);
  const { sampleTypes, numbers, periodType } = records;
  if (sampleTypes.length === 0)
    throw new ProfileError('the profile names no sample types', { field: 'sample_type' });
  const types = Array.from({ length: sampleTypes.length }, (_, index) => {
    cursor.open('sample_type', index);
    const type = readValueType(cursor, sampleTypes.at(index), strings);
    cursor.inside('');
    if (type.type === '') throw cursor.fault('a sample type has no name', sampleTypes.at(index));
    return type;
  });
  const textOf = (field: 'default_sample_type' | 'drop_frames' | 'keep_frames' | 'doc_url') => {
    set(cursor, numbers.get(field));
    cursor.open(field, -1);
    return strings.read(cursor, undefined);
  };
  checkUnused(cursor, { records, strings, textOf });
  const defaultSampleType = textOf('default_sample_type') || undefined;
  cursor.open('period_type', -1);
  const period = periodType === undefined ? undefined : readValueType(cursor, periodType, strings);
  return {
    sampleTypes: types,
    defaultSampleType,
    periodType: period,
    period: exactPeriod(cursor, numbers.get('period')),
    timeNanos: rounded(cursor, numbers.get('time_nanos')),
    durationNanos: rounded(cursor, numbers.get('duration_nanos')),
  };
}

type Unused = {
  readonly records: ProfileRecords;
  readonly strings: StringTable;
  readonly textOf: (field: 'drop_frames' | 'keep_frames' | 'doc_url') => string;
};

/**
 * `drop_frames` and `keep_frames` are checked and then left alone: `go tool pprof` prunes what they match, while here
 * the whole stack is wanted. Go's runtime writes neither.
 */
function checkUnused(cursor: WireCursor, { records, strings, textOf }: Unused): void {
  for (const field of ['drop_frames', 'keep_frames', 'doc_url'] as const) textOf(field);
  for (const [at, comment] of records.comments.entries()) {
    set(cursor, comment);
    cursor.open('comment', at);
    strings.check(cursor, undefined);
  }
}

const valueTypeFields = [undefined, '.type', '.unit'] as const;

/** Reads the value type whose record, which the cursor names, begins at `start`. */
function readValueType(cursor: WireCursor, start: number, strings: StringTable): ValueType {
  let [type, unit] = ['', ''];
  cursor.at = start;
  cursor.tag(cursor.bytes.length);
  const end = cursor.length(cursor.bytes.length);
  while (cursor.at < end) {
    const field = nextNumber(cursor, end, valueTypeFields);
    if (field < 0) continue;
    const text = strings.read(cursor, start);
    if (field === 1) type = text;
    else unit = text;
  }
  return { type, unit };
}

function exactPeriod(cursor: WireCursor, halves: Halves | undefined): number {
  cursor.open('period', -1);
  const period = rounded(cursor, halves);
  if (!Number.isSafeInteger(period)) throw cursor.fault(beyondExact, undefined);
  return period;
}

function rounded(cursor: WireCursor, halves: Halves | undefined): number {
  set(cursor, halves);
  return cursor.signed();
}

function set(cursor: WireCursor, halves: Halves | undefined): void {
  cursor.low = halves?.low ?? 0;
  cursor.high = halves?.high ?? 0;
}
