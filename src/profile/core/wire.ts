/** Reads what is not in place here: whoever finds `isOdd` true leaves the profile to the careful reader. */
export let at: usize = 0;
export let isOdd: bool = false;

export function moveTo(place: usize): void {
  at = place;
  isOdd = false;
}

export function setOdd(): void {
  isOdd = true;
}

/** A varint; `isOdd` where it is longer than 64 bits or ends after `end`. Up to ten bytes behind `end` may be read. */
export function number(end: usize): u64 {
  let byte: u64 = load<u8>(at++);
  if (byte < 0x80) {
    if (at > end) isOdd = true;
    return byte;
  }
  let value: u64 = byte & 0x7f;
  for (let shift: u64 = 7; ; shift += 7) {
    byte = load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    if (shift === 63 && byte > 1) {
      isOdd = true;
      return 0;
    }
    if (byte < 0x80) break;
  }
  if (at > end) isOdd = true;
  return value;
}

/** Where what follows ends; `isOdd` where that is after `end`. */
export function recordEnd(end: usize): usize {
  const length = number(end);
  if (isOdd || length > <u64>(end - at)) {
    isOdd = true;
    return end;
  }
  return at + <usize>length;
}

/** Moves past a field; `isOdd` where it is neither a number nor has a length. */
export function skip(tag: u32, end: usize): void {
  if ((tag & 7) === 0) number(end);
  else if ((tag & 7) === 2) at = recordEnd(end);
  else isOdd = true;
}

/** A field's tag of one byte; `isOdd` where it is longer, or names no field. */
export function fieldTag(end: usize): u32 {
  if (at >= end) isOdd = true;
  const tag = load<u8>(at++);
  if (tag < 8 || tag >= 0x80) isOdd = true;
  return tag;
}
