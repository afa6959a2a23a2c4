import type { FoundFrame } from '../finding.ts';
import type { PatternId } from '../pattern.ts';
import type { Wait } from '../wait.ts';

/** What is known of one cause of growth when its pattern is chosen. */
export type PatternEvidence = {
  readonly kind: 'heap' | 'goroutine';
  /** Leaf first. */
  readonly stack: readonly FoundFrame[];
  /** The culprit's name, without closures and type arguments. */
  readonly culprit: string;
  readonly wait: Wait | undefined;
  /** Bytes of one growing object; undefined for goroutines. */
  readonly objectBytes: number | undefined;
  /** Functions whose smaller growth belongs to the same cause: what the growing objects are put into. */
  readonly relatedCulprits: readonly string[];
};

/** One heuristic: says why the pattern fits, or undefined. */
export type PatternRule = {
  readonly id: PatternId;
  readonly match: (evidence: PatternEvidence) => string | undefined;
};

/** The frames between the leaf and the culprit, both included: where the growing thing was made, or waits. */
export function framesAboveCaller({ stack }: PatternEvidence): readonly FoundFrame[] {
  const own = stack.findIndex(({ origin }) => origin === 'own');
  return own < 0 ? stack : stack.slice(0, own + 1);
}

/** The first of these frames whose function matches. */
export function findFrame(frames: readonly FoundFrame[], functions: RegExp): FoundFrame | undefined {
  return frames.find((frame) => functions.test(frame.function));
}

/** Short names of the own code nearest to the growth: the culprit, its callers up to two, and what the objects are put into. */
export function ownNames({ culprit, stack, relatedCulprits }: PatternEvidence): readonly string[] {
  const callers = stack.filter(({ origin }) => origin === 'own').slice(0, 2);
  return [culprit, ...relatedCulprits, ...callers.map((frame) => frame.function)].map((name) =>
    name.slice(name.lastIndexOf('/') + 1),
  );
}
