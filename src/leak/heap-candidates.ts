import { groupBy } from './group-by.ts';
import type { HeapGroup } from './heap-groups.ts';
import type { JudgedReplica } from './judged-replica.ts';
import { adjustPValues } from './statistics/benjamini-hochberg.ts';
import { signTest } from './statistics/binomial.ts';
import { type Trend, trendOf } from './trend.ts';

export type GroupInReplica = {
  readonly judged: JudgedReplica;
  readonly group: HeapGroup;
  /** Of the group's live bytes over the captures. */
  readonly trend: Trend;
};

/** The heap growth of one culprit over all replicas, tested. */
export type HeapCandidate = {
  readonly parts: readonly GroupInReplica[];
  readonly growthBytes: number;
  readonly births: number;
  readonly deaths: number;
  /** p-value of "does not grow", before and after allowing for how many culprits were tested. */
  readonly pRaw: number;
  readonly p: number;
};

/** Every culprit that grows by estimate, most bytes first, tested by the births sampled and by the slope over the captures. */
export function heapCandidates(replicas: readonly JudgedReplica[]): HeapCandidate[] {
  const parts = replicas.flatMap((judged) =>
    judged.heapGroups.map((group) => ({ judged, group, trend: trendOf(group.series) })),
  );
  const tested = [...groupBy(parts, ({ group }) => group.culprit).values()]
    .map(test)
    .filter(({ growthBytes }) => growthBytes > 0);
  const adjusted = adjustPValues(tested.map(({ pRaw }) => pRaw));
  return tested
    .map((candidate, index) => ({ ...candidate, p: adjusted[index] ?? 1 }))
    .sort((a, b) => b.growthBytes - a.growthBytes);
}

/** Sums over replicas; the slopes are tested one by one, so the best of them counts once for each replica (Bonferroni). */
function test(parts: readonly GroupInReplica[]): HeapCandidate {
  const total = (pick: (group: HeapGroup) => number) =>
    parts.reduce((sum, { group }) => sum + pick(group), 0);
  const births = total((group) => group.births);
  const deaths = total((group) => group.deaths);
  const pSamples = signTest(births, births + deaths);
  const pSlope = Math.min(...parts.map(({ trend }) => trend.pGrowth)) * parts.length;
  const pRaw = Math.min(1, 2 * Math.min(pSamples, pSlope));
  return { parts, growthBytes: total((group) => group.growthBytes), births, deaths, pRaw, p: pRaw };
}

/** The part that grows most. */
export function fastestPart(parts: readonly GroupInReplica[]): GroupInReplica {
  return parts.reduce((best, part) => (part.group.growthBytes > best.group.growthBytes ? part : best));
}
