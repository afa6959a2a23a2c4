import { count, fault, type ScanState } from './scan-state.ts';

export const varint = 0;
export const lengthDelimited = 2;

const wireTypeNames = [
  'a varint',
  'a 64-bit number',
  'a length',
  'a group',
  'a group end',
  'a 32-bit number',
] as const;

export function wireTypeName(wireType: number): string {
  return wireTypeNames[wireType] ?? 'an invalid wire type';
}

/** Field number and wire type. pprof-format reads them from a single byte, so that others are refused. */
export function readTag(scan: ScanState): { readonly number: number; readonly wireType: number } {
  const start = scan.at++;
  const tag = scan.bytes[start] ?? 0;
  if (tag >= 0x80) throw fault(scan, 'a field number is above 15: this is no pprof profile', start);
  if (tag < 8) throw fault(scan, 'a field number is 0: this is no protobuf', start);
  count(scan, 'wireFields', { by: 1, start });
  return { number: tag >> 3, wireType: tag & 7 };
}

/** Length of what follows, which must end at or before `end`. */
export function readLength(scan: ScanState, end: number): number {
  const start = scan.at;
  skipVarint(scan, end);
  let length = 0;
  let unit = 1;
  for (let at = start; at < scan.at; at++) {
    length += ((scan.bytes[at] ?? 0) & 0x7f) * unit;
    unit *= 128;
  }
  const left = end - scan.at;
  if (length <= left) return length;
  throw fault(scan, `a length of ${length} bytes where ${left} are left: the profile is cut short`, start);
}

/** A varint is at most ten bytes, the tenth of which holds the 64th bit alone. */
export function skipVarint(scan: ScanState, end: number): void {
  const { bytes } = scan;
  const start = scan.at;
  let at = start;
  while (at < end && (bytes[at] ?? 0) >= 0x80) at++;
  if (at >= end) throw fault(scan, 'a number is cut short', start);
  const length = at - start + 1;
  if (length > 10 || (length === 10 && (bytes[at] ?? 0) > 1)) {
    throw fault(scan, 'a number is longer than 64 bits', start);
  }
  if (length > 4) count(scan, 'wideNumbers', { by: 1, start });
  scan.at = at + 1;
}
