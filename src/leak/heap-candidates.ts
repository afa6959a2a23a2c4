import { groupBy } from './group-by.ts';
import type { HeapGroup } from './heap-group.ts';
import type { JudgedReplica } from './judged-replica.ts';
import { adjustPValues } from './statistics/benjamini-hochberg.ts';
import { signTest } from './statistics/binomial.ts';
import { type Trend, trendOf } from './trend.ts';

export type GroupInReplica = {
  readonly judged: JudgedReplica;
  readonly group: HeapGroup;
  /** Of the group's live bytes over the captures; worked out for the few groups that are asked for it. */
  readonly trend: Trend;
};

/** The heap growth of one function over all replicas, tested. */
export type HeapCandidate = {
  readonly parts: readonly GroupInReplica[];
  readonly growthBytes: number;
  /** The part of the growth that consists of objects so large that they are always sampled. */
  readonly exactGrowthBytes: number;
  readonly births: number;
  readonly deaths: number;
  /** p-values of "does not grow" by the births sampled and by the slope over the captures, each alone. */
  readonly pSamples: number;
  readonly pSlope: number;
  /** p-value of "does not grow", before and after allowing for how many culprits were tested. */
  readonly pRaw: number;
  readonly p: number;
};

/**
 * Every function (unless told otherwise: every culprit) that grows by estimate, most bytes first, tested by the births sampled and by the slope over the captures.
 * What no test could have found is not counted among the tested (Tarone): it can give no false alarm either.
 */
export function heapCandidates(
  replicas: readonly JudgedReplica[],
  groupsOf: (judged: JudgedReplica) => readonly HeapGroup[] = ({ heapGroups }) => heapGroups,
): HeapCandidate[] {
  const parts = replicas.flatMap((judged) => groupsOf(judged).map((group) => partOf(judged, group)));
  const tested = [...groupBy(parts, ({ group }) => group.culprit).values()].map(test);
  const findable = tested.filter(
    (candidate) => candidate.births + candidate.deaths >= fewestBirths || hasSlope(candidate),
  );
  const adjusted = adjustPValues(findable.map(({ pRaw }) => pRaw));
  const adjustedOf = new Map(findable.map((candidate, index) => [candidate, adjusted[index] ?? 1]));
  return tested
    .filter(({ growthBytes }) => growthBytes > 0)
    .map((candidate) => ({ ...candidate, p: adjustedOf.get(candidate) ?? 1 }))
    .sort((a, b) => b.growthBytes - a.growthBytes);
}

function partOf(judged: JudgedReplica, group: HeapGroup): GroupInReplica {
  let trend: Trend | undefined;
  return {
    judged,
    group,
    get trend() {
      trend ??= trendOf(group.series);
      return trend;
    },
  };
}

/** Fewer sampled births than this are chance by the sign test (at 5 %) even if none of them died. */
const fewestBirths = 5;

type Tested = Omit<HeapCandidate, 'p'>;

/** Sums over replicas; the slopes are tested one by one, so the best of them counts once for each replica (Bonferroni). */
function test(parts: readonly GroupInReplica[]): Tested {
  const counted = { parts, growthBytes: 0, exactGrowthBytes: 0, births: 0, deaths: 0 };
  for (const { group } of parts) {
    counted.growthBytes += group.growthBytes;
    counted.exactGrowthBytes += group.exactGrowthBytes;
    counted.births += group.births;
    counted.deaths += group.deaths;
  }
  const pSamples = signTest(counted.births, counted.births + counted.deaths);
  const pSlope = hasSlope(counted)
    ? Math.min(1, Math.min(...parts.map(({ trend }) => trend.pGrowth)) * parts.length)
    : 1;
  const pRaw = hasSlope(counted) ? Math.min(1, 2 * Math.min(pSamples, pSlope)) : pSamples;
  return { ...counted, pSamples, pSlope, pRaw };
}

/**
 * The sign test is exact where births and deaths are known, and a slope through a handful of samples that stay once they are
 * there knows no better: a lone one makes a perfect step. The slope says more where deaths can only be bounded (an old leak
 * under churn in the same stack), and of objects that are always sampled, which have no births to test.
 */
function hasSlope({
  births,
  deaths,
  growthBytes,
  exactGrowthBytes,
}: Omit<Tested, 'pSamples' | 'pSlope' | 'pRaw'>): boolean {
  return (births >= fewestBirths && deaths > 0) || exactGrowthBytes > growthBytes / 2;
}

/** The part that grows most. */
export function fastestPart(parts: readonly GroupInReplica[]): GroupInReplica {
  return parts.reduce((best, part) => (part.group.growthBytes > best.group.growthBytes ? part : best));
}
