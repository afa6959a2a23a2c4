import type { Frame } from '../profile/profile.ts';
import { GroupStacks, type HeapStack } from './group-stacks.ts';
import type { GroupContext, GroupSums } from './group-sums.ts';
import type { Point } from './statistics/theil-sen.ts';

/**
 * What the allocations of one function did in one replica between base and head. Its stacks are put together when they are asked for:
 * those of few groups ever are.
 */
export class HeapGroup {
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
  /** Share of what was allocated in the window that stayed, by samples; undefined when nothing was sampled, or it is not known. */
  readonly kept: number | undefined;
  readonly #live: Float64Array;
  readonly #context: GroupContext;
  readonly #stacks: GroupStacks;

  /** From the sums of all rows, of which there is one at least. */
  constructor(culprit: string, sums: GroupSums, context: GroupContext) {
    const { growthBytes, variance, exactGrowthBytes, births, deaths, atHeadBytes, allocated, grown } = sums;
    const isKnown = context.table.hasAllAllocations && allocated > 0;
    this.culprit = culprit;
    this.growthBytes = growthBytes;
    this.variance = variance;
    this.exactGrowthBytes = exactGrowthBytes;
    this.births = births;
    this.deaths = deaths;
    this.atHeadBytes = atHeadBytes;
    this.kept = isKnown ? Math.max(0, grown) / allocated : undefined;
    this.#live = sums.live;
    this.#context = context;
    this.#stacks = new GroupStacks(sums.rows, context);
  }

  /** Estimated live bytes at each capture. */
  get series(): readonly Point[] {
    return this.#context.table.atMs.map((atMs, capture) => ({ atMs, value: this.#live[capture] ?? 0 }));
  }

  /** The stacks of the group that grow fastest, a thousand at most, with the size of their growing objects. */
  get stacks(): readonly HeapStack[] {
    return this.#stacks.fastest;
  }

  /** How many stacks grow. */
  get growingStacks(): number {
    return this.#stacks.growing;
  }

  /** Calls from the root of a stack to the culprit, itself counted, on average over the bytes by which `stacks` grow. */
  get depth(): number {
    return this.#stacks.depthOf(this.culprit);
  }

  /** The culprit where the fastest stack passes through it, the innermost of several. */
  get culpritFrame(): Frame | undefined {
    return this.#stacks.fastestFrameOf(this.culprit);
  }

  /** Calls `visit` with each function that the fastest stack passes through, named without closures and type arguments. */
  eachOnPath(visit: (functionName: string) => void): void {
    this.#stacks.eachOnFastest(visit);
  }
}
