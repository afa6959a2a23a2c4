import { type Bytes, len, num, packed, smallProfile, str, strings, varint } from './wire-writer.ts';

/** A field of the top level that nobody knows, whose number takes two bytes: no writer of profiles has it, so all is read carefully. */
export const unheardOf: Bytes = [...varint(16 * 8), 1];

/** Profiles as somebody may write them; each is read quickly. */
export const layouts: readonly (readonly [string, Uint8Array])[] = [
  ['lists that are not packed', smallProfile({ sample: len(2, num(1, 1), num(1, 2), num(2, 5)) })],
  ['ids written long', smallProfile({ sample: len(2, num(1, 1, 3), num(1, 2, 2), num(2, 5, 4)) })],
  ['lists in parts', smallProfile({ sample: len(2, packed(1, [1]), packed(2, [5]), packed(1, [2])) })],
  ['a negative value', smallProfile({ sample: len(2, packed(1, [1, 2]), packed(2, [-5])) })],
  ['a value near 2^53', smallProfile({ sample: len(2, packed(1, [1]), packed(2, [2 ** 53 - 1])) })],
  ['a stack without locations', smallProfile({ sample: len(2, packed(2, [5])) })],
  ['an object size', smallProfile({ sample: len(2, packed(2, [5]), len(3, num(1, 2), num(3, 48))) })],
  [
    'a size that is a text',
    smallProfile({ sample: len(2, packed(2, [5]), len(3, num(1, 2), num(2, 3), num(3, 4))) }),
  ],
  ['a label', smallProfile({ sample: len(2, packed(2, [5]), len(3, num(1, 6), num(2, 3))) })],
  ['a location without lines', smallProfile({ location1: len(4, num(1, 1), num(2, 1), num(3, 0xbeef0)) })],
  ['a location of nothing', smallProfile({ location1: len(4, num(1, 1)) })],
  ['a function without a name', smallProfile({ function1: len(5, num(1, 1), num(4, 4)) })],
  ['a system name', smallProfile({ function1: len(5, num(1, 1), num(3, 3), num(4, 4)) })],
  ['a folded location', smallProfile({ location2: len(4, num(1, 2), len(4, num(1, 2)), num(5, 1)) })],
  ['a column', smallProfile({ location2: len(4, num(1, 2), len(4, num(1, 2), num(2, 7), num(3, 9))) })],
  [
    'an inlined call',
    smallProfile({
      location1: len(4, num(1, 1), len(4, num(1, 1), num(2, 3)), len(4, num(1, 2), num(2, 4))),
      location2: len(4, num(1, 2), len(4, num(1, 2), num(2, 4))),
    }),
  ],
  [
    'unknown fields',
    smallProfile({ sample: len(2, packed(2, [5]), num(9, 1), len(10, [1])), rest: num(7, 0) }),
  ],
  ['samples after the tables', smallProfile({ sample: [], rest: len(2, packed(1, [2, 1]), packed(2, [6])) })],
];

/** What few write, or nobody should: it is read carefully. */
export const oddLayouts: readonly (readonly [string, Uint8Array])[] = [
  ['a field of two bytes', smallProfile({ rest: unheardOf })],
  ['a value beyond 2^53', smallProfile({ sample: len(2, packed(2, [2n ** 53n])) })],
  ['a sparse id', smallProfile({ location1: len(4, num(1, 1_000_000)) })],
  ['an id that is taken', smallProfile({ location2: len(4, num(1, 1)) })],
  ['the id 0', smallProfile({ function1: len(5, num(3, 3)) })],
  [
    'two object sizes',
    smallProfile({ sample: len(2, packed(2, [5]), ...twice(len(3, num(1, 2), num(3, 48)))) }),
  ],
  ['two strings that are "bytes"', smallProfile({ strings: [...strings, 'bytes'].flatMap(str) })],
  ['too few values', smallProfile({ sample: len(2, packed(1, [1])) })],
  ['too many values', smallProfile({ sample: len(2, packed(2, [1, 2])) })],
  ['a location that is not there', smallProfile({ sample: len(2, packed(1, [3]), packed(2, [5])) })],
  ['a string that is not there', smallProfile({ function1: len(5, num(1, 1), num(2, 99)) })],
  [
    'a line beyond 2^32',
    smallProfile({ location1: len(4, num(1, 1), len(4, num(1, 1), num(2, 2n ** 32n))) }),
  ],
  ['a first string that is not empty', smallProfile({ strings: strings.slice(1).flatMap(str) })],
];

function twice(part: Bytes): readonly Bytes[] {
  return [part, part];
}
