import { ProfileError } from './profile-error.ts';

/** Wire types of protobuf that a profile uses. */
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

/**
 * A place in the bytes of a profile, and the field that is being read there. Numbers are read as two halves of 32 bits, so that
 * none of their 64 bits is lost. Every error is a ProfileError that names field and byte.
 */
export class WireCursor {
  readonly bytes: Uint8Array;
  at = 0;
  /** Halves of the number read last, as signed 32-bit numbers, which V8 keeps in place; `>>> 0` makes them unsigned. */
  low = 0;
  high = 0;
  /** The record that is open, its index among its like, a field within and an element of that: what errors name. */
  record = '';
  index = -1;
  inner = '';
  element = -1;
  /** A field within that, in turn. */
  last = '';

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Names the open record; `index` is -1 for a field that occurs once. */
  open(record: string, index: number): void {
    this.record = record;
    this.index = index;
    this.inside('');
  }

  /** Names a field of the open record; `element` is -1 for a field that holds one value; `last` is a field of the element. */
  inside(inner: string, element = -1, last = ''): void {
    this.inner = inner;
    this.element = element;
    this.last = last;
  }

  /** Reads the tag of a field: its number times 8 plus its wire type. */
  tag(end: number): number {
    const start = this.at;
    const one = this.bytes[start] ?? 0;
    if (one >= 8 && one < 0x80 && start < end) {
      this.at = start + 1;
      return one;
    }
    this.number(end);
    if (this.high !== 0 || this.low >>> 0 > 0xffff) throw this.fault('a field number is out of range', start);
    if (this.low < 8) throw this.fault('a field number is 0: this is no protobuf', start);
    return this.low;
  }

  /** Reads a varint into `low` and `high`. It has at most ten bytes, the tenth of which holds the 64th bit alone. */
  number(end: number): void {
    const { bytes } = this;
    const start = this.at;
    const one = bytes[start] ?? 0;
    if (one < 0x80 && start < end) {
      this.at = start + 1;
      this.low = one;
      this.high = 0;
      return;
    }
    let at = start;
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end) throw this.fault('a number is cut short', start);
      const byte = bytes[at++] ?? 0;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        if (shift >= 63 && byte > 1) throw this.fault('a number is longer than 64 bits', start);
        break;
      }
      if (shift >= 63) throw this.fault('a number is longer than 64 bits', start);
    }
    this.at = at;
    this.low = low;
    this.high = high;
  }

  /** Reads the length of what follows and returns where that ends, at or before `end`. */
  length(end: number): number {
    const start = this.at;
    this.number(end);
    const length = this.unsigned();
    const left = end - this.at;
    if (length <= left) return this.at + length;
    throw this.fault(`a length of ${length} bytes where ${left} are left: the profile is cut short`, start);
  }

  /** The number read last as unsigned; rounded above 2^53. */
  unsigned(): number {
    return (this.high >>> 0) * 2 ** 32 + (this.low >>> 0);
  }

  /** The number read last as signed 64 bits; rounded beyond 2^53. */
  signed(): number {
    return this.high * 2 ** 32 + (this.low >>> 0);
  }

  /** The number read last as signed 64 bits, exactly. */
  exact(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low >>> 0);
  }

  /** Moves past a field that this reader does not know; `start` is where its tag begins. */
  skip(tag: number, start: number, end: number): void {
    const wireType = tag & 7;
    if (wireType === varint) this.number(end);
    else if (wireType === lengthDelimited) this.at = this.length(end);
    else throw this.fault(`an unknown field has ${wireTypeName(wireType)}`, start);
  }

  /** Refuses a field, whose tag begins at `start`, if its wire type is not the one that it must have. */
  expect(wireType: number, tag: number, start: number): void {
    if ((tag & 7) !== wireType) throw this.wrongWireType(tag, start);
  }

  wrongWireType(tag: number, start: number): ProfileError {
    return this.fault(`the field has ${wireTypeName(tag & 7)}, which it may not have`, start);
  }

  /** An error at a byte that names the open field. */
  fault(message: string, offset: number | undefined): ProfileError {
    const { record, index, inner, element, last } = this;
    if (record === '') return new ProfileError(message, { offset });
    const field = `${record}${numbered(index)}${inner}${numbered(element)}${last}`;
    return new ProfileError(message, { offset, field });
  }
}

function numbered(index: number): string {
  return index < 0 ? '' : `[${index}]`;
}

/** What is said of a number that JavaScript's cannot hold. */
export const beyondExact = 'a value is beyond 2^53 and would lose digits';

function wireTypeName(wireType: number): string {
  return wireTypeNames[wireType] ?? 'an invalid wire type';
}
