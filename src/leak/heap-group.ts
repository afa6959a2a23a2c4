import type { Frame } from '../profile/profile.ts';
import type { Point } from './statistics/theil-sen.ts';

/** What the allocations of one function did in one replica between base and head. */
export type HeapGroup = {
  /** The function's name without closures and type arguments: what the rows are gathered by. */
  readonly culprit: string;
  /** Growth of live bytes, estimated from samples, and the variance of that estimate. */
  readonly growthBytes: number;
  readonly variance: number;
  /** The part of the growth that consists of objects so large that they are always sampled. */
  readonly exactGrowthBytes: number;
  /** Sampled objects born and still live at head, and those of base that died (upper bounds with a known difference). */
  readonly births: number;
  readonly deaths: number;
  readonly atHeadBytes: number;
  /** Estimated live bytes at each capture. */
  readonly series: readonly Point[];
  /** Share of what was allocated in the window that stayed, by samples; undefined when nothing was sampled, or it is not known. */
  readonly kept: number | undefined;
  /** The stacks of the group that grow fastest, a thousand at most, with the size of their growing objects. */
  readonly stacks: readonly HeapStack[];
  /** How many stacks grow. */
  readonly growingStacks: number;
  /** Calls from the root of a stack to the culprit, itself counted, on average over the bytes by which `stacks` grow. */
  readonly depth: number;
  /** The culprit where the fastest stack passes through it, the innermost of several. */
  readonly culpritFrame: Frame | undefined;
  /** Calls `visit` with each function that the fastest stack passes through, named without closures and type arguments. */
  eachOnPath(visit: (functionName: string) => void): void;
};

export type HeapStack = {
  readonly stack: readonly Frame[];
  readonly growthBytes: number;
  readonly atHeadBytes: number;
  /** Bytes of one object. */
  readonly objectBytes: number;
};
