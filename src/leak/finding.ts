import type { Frame } from '../profile/profile.ts';
import type { ArraySteps } from './array-steps.ts';
import type { Origin } from './frame-origin.ts';
import type { KnownLibrary } from './libraries/known-library.ts';
import type { ServiceLibrary } from './libraries/service-library.ts';
import type { PatternId } from './pattern.ts';
import type { Shape } from './trend.ts';
import type { Wait } from './wait.ts';

/** An estimate over the window with its 95 % interval. Bytes for the heap, a count for goroutines. */
export type Estimate = { readonly amount: number; readonly interval95: readonly [number, number] };

/** One piece of evidence, as numbers: the report puts it into words. */
export type Fact =
  | {
      readonly kind: 'halves';
      readonly firstPerMinute: number;
      readonly secondPerMinute: number;
      /** How many replicas it takes together to show it; undefined where each shows it alone. */
      readonly replicas?: number;
    }
  | { readonly kind: 'samples'; readonly births: number; readonly deaths: number; readonly p: number }
  | { readonly kind: 'kept'; readonly share: number }
  | { readonly kind: 'share-of-growth'; readonly share: number }
  | { readonly kind: 'object-size'; readonly bytes: number }
  | { readonly kind: 'wait'; readonly wait: Wait; readonly atBase: number; readonly atHead: number }
  | { readonly kind: 'identity'; readonly atBase: number; readonly survivors: number; readonly born: number }
  | { readonly kind: 'lasting'; readonly counts: readonly number[] }
  | { readonly kind: 'proved'; readonly count: number }
  | { readonly kind: 'never-fell'; readonly captures: number }
  | { readonly kind: 'shape'; readonly shape: Shape }
  | { readonly kind: 'recent'; readonly share: number }
  | {
      readonly kind: 'past';
      readonly target: string;
      /** When an earlier check saw the same process, milliseconds since the epoch. */
      readonly takenAtMs: number;
      /** How long before this window. */
      readonly agoMs: number;
      readonly growth: number;
      /** Of what the growth of this window would have made in that time. */
      readonly share: number;
      readonly recent: boolean;
    }
  | { readonly kind: 'follows-load' }
  | { readonly kind: 'stairs' }
  /** Idle connections, no more than a pool keeps for those who use them. */
  | { readonly kind: 'may-be-pool' }
  /** It grows as a leak does, but one of several replicas may by chance. */
  | { readonly kind: 'unconfirmed' }
  /** No collection was forced, so that no exact series bears it out. */
  | { readonly kind: 'uncollected' }
  | ({ readonly kind: 'array-steps' } & ArraySteps)
  | { readonly kind: 'holds-heap'; readonly bytes: number }
  | { readonly kind: 'companions'; readonly function: string; readonly count: number }
  | { readonly kind: 'related'; readonly function: string; readonly bytes: number }
  | { readonly kind: 'spread'; readonly stacks: number }
  | { readonly kind: 'library'; readonly library: KnownLibrary | ServiceLibrary }
  | { readonly kind: 'pattern'; readonly because: string };

export type FoundFrame = Frame & { readonly origin: Origin };

/** One cause of growth. */
export type Finding = {
  readonly kind: 'heap' | 'goroutine';
  readonly verdict: 'leak' | 'suspect';
  readonly pattern: PatternId;
  /** Chance that this is a leak, from 0 to 1. */
  readonly confidence: number;
  /** Names the leak across checks and deploys. */
  readonly fingerprint: string;
  readonly culprit: Frame;
  /** The function whose `go` statement started the goroutines, where it can be read off the stack. */
  readonly startedBy: Frame | undefined;
  /** Over the window, summed over the replicas. */
  readonly growth: Estimate;
  readonly atHead: number;
  /** Targets that show it. */
  readonly replicas: readonly string[];
  /** Leaf first. */
  readonly stack: readonly FoundFrame[];
  readonly facts: readonly Fact[];
  /** How many times longer the window has to be to be sure; undefined for leaks, and where time alone does not help. */
  readonly neededFactor: number | undefined;
};

/**
 * Of one kind, worst first: more than anybody reads. What grows in ten thousand places at once has been made so, and findings are
 * compared with one another.
 */
export const mostFindings = 100;
