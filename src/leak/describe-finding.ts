import type { Frame } from '../profile/profile.ts';
import { accumulationPoint } from './accumulation-point.ts';
import type { Fact, Finding, FoundFrame } from './finding.ts';
import { fingerprintOf } from './fingerprint.ts';
import { originOf } from './frame-origin.ts';
import { enclosingFunction } from './function-name.ts';
import type { KnownCode } from './known-code.ts';
import { knownLibraryOf } from './libraries/known-library-of.ts';
import { serviceLibraryOf } from './libraries/service-library.ts';
import type { PrimitiveShares } from './primitive.ts';
import { matchPattern } from './rules/pattern-rules.ts';
import type { Wait } from './wait.ts';

type Measured = Pick<
  Finding,
  'kind' | 'verdict' | 'confidence' | 'growth' | 'atHead' | 'replicas' | 'neededFactor'
> & {
  readonly culpritName: string;
  /** Where it is, unless the stack says. */
  readonly culprit?: Frame | undefined;
  readonly stack: readonly Frame[];
  /** Other stacks of the same cause, and what share of its growth each has. */
  readonly besides: readonly { readonly stack: readonly Frame[]; readonly share: number }[];
  readonly objectBytes: number | undefined;
  readonly wait: Wait | undefined;
  readonly primitives: readonly PrimitiveShares[];
  readonly growsInPlace: boolean;
  /** From the list of goroutines, where there is one. */
  readonly createdBy: Frame | undefined;
  readonly facts: readonly Fact[];
  /** Functions whose smaller growth belongs to the same cause. */
  readonly relatedCulprits: readonly string[];
  readonly code: KnownCode;
};

/** Adds to measured growth what its stack tells: the culprit, whose code each frame is, the pattern and the fingerprint. */
export function describeFinding(measured: Measured): Finding {
  const { kind, verdict, confidence, growth, atHead, replicas, culpritName, wait, code } = measured;
  const withOrigins = originAdder(code.modulePrefixes);
  const stack = withOrigins(endsOf(measured.stack));
  const library = libraryOf(measured);
  const pattern = matchPattern({
    kind,
    stack,
    besides: measured.besides.map((beside) => withOrigins(beside.stack)),
    culprit: culpritName,
    wait,
    objectBytes: measured.objectBytes,
    primitives: measured.primitives,
    growsInPlace: measured.growsInPlace,
    relatedCulprits: measured.relatedCulprits,
  });
  return {
    kind,
    verdict,
    pattern: library?.pattern ?? pattern.id,
    confidence,
    fingerprint: fingerprintOf({ kind, culprit: culpritName, wait }),
    culprit: measured.culprit ??
      accumulationPoint(measured.stack, code.modulePrefixes) ?? { function: culpritName, file: '', line: 0 },
    startedBy: kind === 'goroutine' ? (measured.createdBy ?? starterOf(measured.stack)) : undefined,
    growth,
    atHead,
    replicas,
    stack,
    facts: [
      library === undefined ? { kind: 'pattern', because: pattern.because } : { kind: 'library', library },
      ...measured.facts,
    ],
    neededFactor: measured.neededFactor,
  };
}

/** Go records 128 calls of a stack unless told otherwise. Of more, inlined ones too, the innermost are kept, and the outermost. */
const [mostInnermost, mostOutermost] = [200, 56];

function endsOf(stack: readonly Frame[]): readonly Frame[] {
  if (stack.length <= mostInnermost + mostOutermost) return stack;
  return [...stack.slice(0, mostInnermost), ...stack.slice(-mostOutermost)];
}

/** Letters of a name, or of a file's: longer ones have been made so, and stand in a report for each frame. */
const mostLetters = 1_000;

function shortened(frame: Frame): Frame {
  const { function: name, file } = frame;
  if (name.length <= mostLetters && file.length <= mostLetters) return frame;
  return { ...frame, function: name.slice(0, mostLetters), file: file.slice(-mostLetters) };
}

/** Stacks of one finding have most frames in common: each is looked at once. */
function originAdder(modulePrefixes: readonly string[]): (frames: readonly Frame[]) => FoundFrame[] {
  const known = new Map<Frame, FoundFrame>();
  const found = (frame: Frame): FoundFrame => {
    const seen = known.get(frame) ?? { ...shortened(frame), origin: originOf(frame, modulePrefixes) };
    known.set(frame, seen);
    return seen;
  };
  return (frames) => frames.map(found);
}

/** A stack with less of the growth than this may be a library's ordinary work. */
const leastLibraryShare = 0.1;

/** By the leading stack, or by another with its share: own code may build a text that a library's object then keeps. */
function libraryOf({
  stack,
  besides,
  kind,
  code,
}: Measured): Extract<Fact, { kind: 'library' }>['library'] | undefined {
  const stacks = [
    stack,
    ...besides.filter(({ share }) => share >= leastLibraryShare).map((beside) => beside.stack),
  ];
  for (const each of stacks) {
    const library = serviceLibraryOf({ stack: each, kind }, code.libraries) ?? knownLibraryOf(each);
    if (library !== undefined) return library;
  }
  return undefined;
}

/** A goroutine that runs a closure was started in the function that contains the closure; any other stack does not say. */
function starterOf(stack: readonly Frame[]): Frame | undefined {
  const entry = stack.filter((frame) => frame.function !== 'runtime.goexit').at(-1);
  if (entry === undefined) return undefined;
  const starter = enclosingFunction(entry.function);
  return starter === entry.function ? undefined : { function: starter, file: entry.file, line: entry.line };
}
