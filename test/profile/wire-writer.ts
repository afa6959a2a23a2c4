/** Writes protobuf by hand, so that tests can say what no correct writer would. */
export type Bytes = readonly number[];

export function varint(value: number | bigint, padTo = 0): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n || bytes.length + 1 < padTo) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

/** A field holding a number. */
export function num(field: number, value: number | bigint, padTo = 0): Bytes {
  return [field * 8, ...varint(value, padTo)];
}

/** A field holding bytes: a string, a message or packed numbers. */
export function len(field: number, ...parts: readonly Bytes[]): Bytes {
  const body = parts.flat();
  return [field * 8 + 2, ...varint(body.length), ...body];
}

export function str(text: string): Bytes {
  return len(6, [...Buffer.from(text)]);
}

export function packed(field: number, values: readonly (number | bigint)[]): Bytes {
  return len(field, ...values.map((value) => varint(value)));
}

export function bytes(...parts: readonly Bytes[]): Uint8Array {
  return Uint8Array.from(parts.flat());
}

/** Strings 0 to 7 of the small profile below. */
export const strings = [
  '',
  'inuse_space',
  'bytes',
  'main.leaf',
  'main.go',
  'main.root',
  'count',
  '/lib/libc.so.6',
];

/**
 * The parts of a small valid profile: one sample type (inuse_space, bytes), sample [location 1, location 2] of value 5,
 * `main.leaf` at main.go:10 in location 1, `main.root` at main.go:20 in location 2. Tests replace what they try.
 */
export function smallProfile(replaced: Partial<SmallParts> = {}): Uint8Array {
  return bytes(...Object.values({ ...smallParts(), ...replaced }));
}

/** Byte at which a part of the small profile begins, when the parts before it are not replaced. */
export function startOf(part: keyof SmallParts): number {
  const parts = Object.entries(smallParts());
  return bytes(
    ...parts
      .slice(
        0,
        parts.findIndex(([name]) => name === part),
      )
      .map(([, body]) => body),
  ).length;
}

type SmallParts = ReturnType<typeof smallParts>;

function smallParts() {
  return {
    sampleType: len(1, num(1, 1), num(2, 2)),
    sample: len(2, packed(1, [1, 2]), packed(2, [5])),
    mapping: len(3, num(1, 1), num(5, 7)),
    location1: len(4, num(1, 1), num(2, 1), num(3, 0x1000), len(4, num(1, 1), num(2, 10))),
    location2: len(4, num(1, 2), num(3, 0x2000), len(4, num(1, 2), num(2, 20))),
    function1: len(5, num(1, 1), num(2, 3), num(4, 4)),
    function2: len(5, num(1, 2), num(2, 5), num(4, 4)),
    strings: strings.flatMap(str),
    rest: [] as Bytes,
  };
}
