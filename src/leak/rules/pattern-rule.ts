import type { FoundFrame } from '../finding.ts';
import type { PatternId } from '../pattern.ts';
import type { Primitive, PrimitiveShares } from '../primitive.ts';
import type { Wait } from '../wait.ts';

/** What is known of one cause of growth when its pattern is chosen. */
export type PatternEvidence = {
  readonly kind: 'heap' | 'goroutine';
  /** Leaf first. */
  readonly stack: readonly FoundFrame[];
  /** Other stacks of the same cause, each of them leaf first: what else it keeps, and what keeps it. */
  readonly besides: readonly (readonly FoundFrame[])[];
  /** The culprit's name, without closures and type arguments. */
  readonly culprit: string;
  readonly wait: Wait | undefined;
  /** Bytes of one growing object; undefined for goroutines. */
  readonly objectBytes: number | undefined;
  /** What the growing bytes were made as, by the culprit and by what its objects are put into; empty where the target does not tell. */
  readonly primitives: readonly PrimitiveShares[];
  /** Whether most of the growth is one object that is replaced by a larger one: an array that is appended to. */
  readonly growsInPlace: boolean;
  /** Functions whose smaller growth belongs to the same cause: what the growing objects are put into. */
  readonly relatedCulprits: readonly string[];
};

/** One heuristic: says why the pattern fits, or undefined. */
export type PatternRule = {
  readonly id: PatternId;
  readonly match: (evidence: PatternEvidence) => string | undefined;
};

/** The frames between the leaf and the culprit, both included: where the growing thing was made, or waits. */
export function framesAboveCaller({
  stack,
}: {
  readonly stack: readonly FoundFrame[];
}): readonly FoundFrame[] {
  const own = stack.findIndex(({ origin }) => origin === 'own');
  return own < 0 ? stack : stack.slice(0, own + 1);
}

/** The first of these frames whose function matches. */
export function findFrame(frames: readonly FoundFrame[], functions: RegExp): FoundFrame | undefined {
  return frames.find((frame) => functions.test(frame.function));
}

/** The maker of some of what is kept, which a leak may be known by although most of its bytes were made elsewhere. */
export function findMaker({ stack, besides }: PatternEvidence, makers: RegExp): FoundFrame | undefined {
  for (const one of [stack, ...besides]) {
    const maker = findFrame(framesAboveCaller({ stack: one }), makers);
    if (maker !== undefined) return maker;
  }
  return undefined;
}

/**
 * Short names of the own code nearest to the growth: the culprit and what the objects are put into (in the order of `primitives`),
 * and its callers up to two.
 */
export function ownNames({ culprit, stack, relatedCulprits }: PatternEvidence): readonly string[] {
  const callers = stack.filter(({ origin }) => origin === 'own').slice(0, 2);
  return [culprit, ...relatedCulprits, ...callers.map((frame) => frame.function)].map((name) =>
    name.slice(name.lastIndexOf('/') + 1),
  );
}

/** A container may be small beside what it holds: this share of the growing bytes is enough to know it by. */
const leastContainerShare = 0.03;

/** Whether the growing bytes, or what they are put into, were made as this. */
export function isMadeAs({ primitives }: Pick<PatternEvidence, 'primitives'>, primitive: Primitive): boolean {
  return primitives.some((shares) => (shares.get(primitive) ?? 0) >= leastContainerShare);
}

/** A table of 1,024 slots, which those of any map with more entries have, is larger than this (8 bytes a slot at the least). */
const fullTableBytes = 9 * 1024;

/** Whether the growing objects are the tables of many small maps, which are kept themselves, and not those of one that grows. */
export function areSmallMaps(evidence: Pick<PatternEvidence, 'primitives' | 'objectBytes'>): boolean {
  return isMostly(evidence, ['map']) && (evidence.objectBytes ?? 0) < fullTableBytes;
}

/** Whether most of the culprit's own growing bytes were made as one of these. */
export function isMostly(
  { primitives: [own] }: Pick<PatternEvidence, 'primitives'>,
  wanted: readonly Primitive[],
): boolean {
  return wanted.reduce((sum, primitive) => sum + (own?.get(primitive) ?? 0), 0) >= 0.5;
}
