import { seededRandom } from '../../lab/seeded-random.ts';
import { leakingFrame, type PlacedFrame, rootChains, type Source, sources } from './go-names.ts';

export type GoFunction = { readonly name: string; readonly file: string };

/** One line of a location; `of` is the index of its function. */
export type GoLine = { readonly of: number; readonly line: number };

/** A call: where it is in the code, what has been inlined there (innermost first), and how far into its function it is. */
export type GoLocation = {
  readonly address: number;
  readonly offset: number;
  readonly lines: readonly [GoLine, ...GoLine[]];
};

/**
 * A made-up Go binary: locations refer to functions by index; `roots` are chains of locations, leaf first, `leaking` is where the
 * leak allocates. Any of the first `callable` locations may be called from any other.
 */
export type GoProgram = {
  readonly functions: readonly GoFunction[];
  readonly locations: readonly GoLocation[];
  readonly callable: number;
  readonly roots: readonly (readonly number[])[];
  readonly leaking: number;
};

const textStart = 0x401000;
const functionBytes = 0x400;
const inlinedShare = 20;

/** A program with about this many functions and locations, the same for the same seed. */
export function goProgram(size: {
  readonly functions: number;
  readonly locations: number;
  readonly seed: number;
}): GoProgram {
  const random = seededRandom(size.seed);
  const functions = Array.from({ length: size.functions }, (_, index) => functionOf(random, index));
  const locations = Array.from({ length: size.locations }, () => locationOf(random, functions.length));
  const callable = locations.length;
  const place = ({ name, file, line }: PlacedFrame) => {
    const of = functions.push({ name, file }) - 1;
    return locations.push({ address: entryOf(of) + 0x2f, offset: 0x2f, lines: [{ of, line }] }) - 1;
  };
  const roots = rootChains.map((chain) => chain.map(place));
  const leaking = place(leakingFrame);
  return { functions, locations, callable, roots, leaking };
}

function functionOf(random: (below: number) => number, index: number): GoFunction {
  const source = pick(random, sources);
  const type = `${pick(random, source.types)}${index % 7 === 0 ? '' : index % 97}`;
  const method = `${pick(random, verbs)}${pick(random, nouns)}`;
  const file = `${source.directory}/${type.toLowerCase()}.go`;
  return { name: `${source.path}.${written(random, { source, type, method })}`, file };
}

const verbs: readonly [string, ...string[]] = [
  'read',
  'Write',
  'handle',
  'Load',
  'decode',
  'apply',
  'New',
  'merge',
  'resolve',
  'Append',
];
const nouns: readonly [string, ...string[]] = [
  'Row',
  'Request',
  'Batch',
  'Header',
  'Session',
  'Entry',
  'Frame',
  'Message',
  'Index',
  'Value',
];

/** As the compiler names methods, functions, closures and instances of generic functions. */
function written(
  random: (below: number) => number,
  { type, method }: { readonly source: Source; readonly type: string; readonly method: string },
): string {
  switch (random(8)) {
    case 0:
      return `${method}${type}`;
    case 1:
      return `(*${type}).${method}.func${1 + random(3)}`;
    case 2:
      return `${method}${type}[...]`;
    case 3:
      return `${type}.${method}`;
    default:
      return `(*${type}).${method}`;
  }
}

function locationOf(random: (below: number) => number, functions: number): GoLocation {
  const caller = random(functions);
  const offset = 1 + random(functionBytes - 1);
  const inlined = random(100) < inlinedShare ? 1 + random(2) : 0;
  const line = (of: number): GoLine => ({ of, line: 10 + random(900) });
  const callees = Array.from({ length: inlined }, () => line(random(functions)));
  const [first, ...rest] = [...callees, line(caller)];
  return { address: entryOf(caller) + offset, offset, lines: [first ?? line(caller), ...rest] };
}

function entryOf(fn: number): number {
  return textStart + fn * functionBytes;
}

function pick<T>(random: (below: number) => number, list: readonly [T, ...T[]]): T {
  return list[random(list.length)] ?? list[0];
}
