import type { HeapTextRecord } from '../profile/heap-text.ts';
import { recordGrowth } from '../profile/record-growth.ts';
import { samplingProbability } from '../profile/sampled-objects.ts';
import { accumulationPoint } from './accumulation-point.ts';
import type { ReplicaCaptures } from './captures.ts';
import { originOf } from './frame-origin.ts';
import { enclosingFunction } from './function-name.ts';

/** What the runtime was asked to make: read off its own frames above the code that asked. */
export type Primitive = 'map' | 'slice' | 'string' | 'array' | 'channel' | 'closure-or-object' | 'goroutine';

/** In order of what decides: growing a map allocates arrays and objects, growing a slice allocates an array. */
const makers: readonly { readonly primitive: Primitive; readonly functions: RegExp }[] = [
  { primitive: 'goroutine', functions: /^runtime\.(malg|newproc1?)$/ },
  { primitive: 'map', functions: /^(runtime\.(mapassign|makemap|mapclone)|internal\/runtime\/maps\.)/ },
  { primitive: 'slice', functions: /^runtime\.growslice/ },
  {
    primitive: 'string',
    functions:
      /^(runtime\.(concatstring|rawstring|rawbyteslice|slicebytetostring|stringtoslice|slicerunetostring|intstring)|strings\.\(\*Builder\))/,
  },
  { primitive: 'channel', functions: /^runtime\.makechan/ },
  { primitive: 'array', functions: /^runtime\.(makeslice|makeslicecopy|newarray)/ },
  { primitive: 'closure-or-object', functions: /^runtime\.(newobject|convT)/ },
];

/** Share of a culprit's growing bytes by what they were made as; empty where nothing is known. */
export type PrimitiveShares = ReadonlyMap<Primitive, number>;

/** What each culprit's growing bytes were made as, by its name. Needs base and head with the symbols of head. */
export function primitives(
  replica: ReplicaCaptures,
  modulePrefixes: readonly string[],
): ReadonlyMap<string, PrimitiveShares> {
  const base = replica.captures[0]?.extras?.heapRecords ?? [];
  const head = replica.captures.at(-1)?.extras;
  if (head === undefined || head.symbols.size === 0) return new Map();
  const period = replica.captures.at(-1)?.heap.period ?? 1;
  const grown = new Map<string, Map<Primitive, number>>();
  for (const { record, bytes } of recordGrowth(base, head.heapRecords)) {
    const primitive = primitiveOf(record, head.symbols);
    const culprit = enclosingFunction(accumulationPoint(record.frames, modulePrefixes)?.function ?? '');
    if (primitive === undefined || culprit === '') continue;
    const sums = grown.get(culprit) ?? new Map<Primitive, number>();
    sums.set(primitive, (sums.get(primitive) ?? 0) + bytes / chance(record, period));
    grown.set(culprit, sums);
  }
  return new Map([...grown].map(([culprit, sums]) => [culprit, shares(sums)]));
}

/** The text counts what was sampled: a small object stands for many more. */
function chance({ inuseObjects, inuseBytes }: HeapTextRecord, period: number): number {
  return samplingProbability(inuseBytes / Math.max(1, inuseObjects), period);
}

/** Undefined where neither a hidden frame of the record nor one of the standard library above own code has a name that says it. */
export function primitiveOf(
  record: HeapTextRecord,
  symbols: ReadonlyMap<string, string>,
): Primitive | undefined {
  const hidden = record.hiddenPcs.flatMap((pc) => symbols.get(pc) ?? []);
  const foreign = record.frames.findIndex((frame) => !/^(runtime|standard)$/.test(originOf(frame, [])));
  const shown = record.frames.slice(0, foreign < 0 ? undefined : foreign).map((frame) => frame.function);
  const names = [...hidden, ...shown];
  return makers.find(({ functions }) => names.some((name) => functions.test(name)))?.primitive;
}

function shares(sums: ReadonlyMap<Primitive, number>): PrimitiveShares {
  const total = [...sums.values()].reduce((sum, bytes) => sum + bytes, 0);
  return new Map([...sums].map(([primitive, bytes]) => [primitive, bytes / total]));
}
