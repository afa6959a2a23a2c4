import { inflatedProfile } from './inflated-profile.ts';
import { ProfileError } from './profile-error.ts';
import { readHeader } from './read-header.ts';
import { defaultReadLimits, type ReadLimits } from './read-limits.ts';
import { scanRecords } from './scan-records.ts';
import { StringTable } from './string-table.ts';
import { valueIndex } from './value-index.ts';
import { lengthDelimited, varint, WireCursor } from './wire-cursor.ts';

const valueField = 2;

/**
 * What `goroutineCount` says of a served goroutine profile, without reading a stack of it: a fifth of the time. Throws
 * ProfileError where it is no such profile.
 */
export function countGoroutines(bytes: Uint8Array, limits: Partial<ReadLimits> = {}): number {
  const allowed: ReadLimits = { ...defaultReadLimits, ...limits };
  const inflated = inflatedProfile(bytes, allowed);
  const records = scanRecords(inflated, allowed);
  const header = readHeader(inflated, records, new StringTable(inflated, records.strings));
  const column = valueIndex(header, 'goroutine');
  const cursor = new WireCursor(inflated);
  let count = 0;
  for (let index = 0; index < records.samples.length; index++) {
    cursor.open('sample', index);
    cursor.at = records.samples.at(index);
    count += valueAt(cursor, column);
  }
  return count;
}

/** The value in this column of the sample whose tag the cursor stands at. */
function valueAt(cursor: WireCursor, column: number): number {
  const whole = cursor.bytes.length;
  cursor.tag(whole);
  const end = cursor.length(whole);
  let found = 0;
  while (cursor.at < end) {
    const start = cursor.at;
    const tag = cursor.tag(end);
    if (tag >> 3 !== valueField) {
      cursor.skip(tag, start, end);
      continue;
    }
    if ((tag & 7) !== varint) cursor.expect(lengthDelimited, tag, start);
    const valuesEnd = (tag & 7) === varint ? cursor.at + 1 : cursor.length(end);
    while (cursor.at < valuesEnd) {
      cursor.number(end);
      if (found++ === column) return cursor.signed();
    }
  }
  throw new ProfileError('a sample has fewer values than the profile has types', { field: 'sample' });
}
