import type { Frame } from '../profile/profile.ts';
import { GroupStacks } from './group-stacks.ts';
import type { GroupContext, GroupSums } from './group-sums.ts';
import type { HeapGroup, HeapStack } from './heap-group.ts';
import type { Point } from './statistics/theil-sen.ts';

/** A group of which all rows are gathered. Its stacks are put together when they are asked for: those of few groups ever are. */
export class GatheredGroup implements HeapGroup {
  readonly culprit: string;
  readonly growthBytes: number;
  readonly variance: number;
  readonly exactGrowthBytes: number;
  readonly births: number;
  readonly deaths: number;
  readonly atHeadBytes: number;
  readonly kept: number | undefined;
  readonly #live: Float64Array;
  readonly #context: GroupContext;
  readonly #stacks: GroupStacks;

  /** Of one row at least. */
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

  get series(): readonly Point[] {
    return this.#context.table.atMs.map((atMs, capture) => ({ atMs, value: this.#live[capture] ?? 0 }));
  }

  get stacks(): readonly HeapStack[] {
    return this.#stacks.fastest;
  }

  get growingStacks(): number {
    return this.#stacks.growing;
  }

  get depth(): number {
    return this.#stacks.depthOf(this.culprit);
  }

  get culpritFrame(): Frame | undefined {
    return this.#stacks.fastestFrameOf(this.culprit);
  }

  eachOnPath(visit: (functionName: string) => void): void {
    this.#stacks.eachOnFastest(visit);
  }
}
